import { CLOUDS } from '../model/catalog/cloud.ts';
import { NEWEST_RELEASE, RELEASE_NAMES } from '../model/catalog/release.ts';
import { AUTH_SCHEMES } from '../model/network/route.ts';
import { ACCOUNT_RULES, CHECK_KINDS, STANDPOINTS } from '../model/servers.ts';
import { EXIT_CODE_SETS, FAIL_ON } from '../report/exit-code.ts';
import { FORMAT_NAMES } from '../report/formats/index.ts';
import type { DurationUnit } from './duration.ts';

/** Where an option is taken: `check` takes all; the commands that only select from catalogs take `selection`. */
export const OPTION_GROUPS = {
  selection: 'What to check',
  probing: 'How to get there',
  servers: 'Servers and accounts',
  output: 'Results',
} as const;

/** A heading of `--help` and of the configuration file. */
export type OptionGroup = keyof typeof OPTION_GROUPS;

/** What a value must look like; its schema is made from this (`schema.ts`). */
export type OptionValue =
  | { readonly type: 'boolean' }
  | { readonly type: 'text' }
  /** An account by one of the forms in which Windows writes it. */
  | { readonly type: 'account' }
  /** Name or address of a machine; with `port` also `HOST:PORT`. */
  | { readonly type: 'host'; readonly port: boolean }
  | { readonly type: 'choice'; readonly of: readonly string[] }
  | { readonly type: 'integer'; readonly least: number; readonly most: number }
  /** A time span; the setting is a whole number of `unit`, and so is a value without a unit of its own. */
  | { readonly type: 'duration'; readonly unit: DurationUnit; readonly least: number; readonly most: number }
  /** Two texts with `=` between them; in the configuration file also a map. */
  | { readonly type: 'pair'; readonly form: string };

/** One row of the table of options: flag, key, environment variable, value and help text. */
export interface Option {
  /** Key in the configuration file and in `Settings`. */
  readonly key: string;
  /** As commander declares it. */
  readonly flags: string;
  readonly group: OptionGroup;
  /** Of one value; a repeatable option is a list of them. */
  readonly value: OptionValue;
  readonly repeatable?: true;
  readonly default: unknown;
  /** One short line. */
  readonly help: string;
  /** What else there is to say, for `help options` and the template. */
  readonly detail?: string;
  /** Has a line of its own in `--help`. */
  readonly prominent?: true;
  /** What the template shows, as YAML. */
  readonly example?: string;
}

const BOOLEAN = { type: 'boolean' } as const;
const TEXT = { type: 'text' } as const;
const ACCOUNT = { type: 'account' } as const;
const HOST = { type: 'host', port: false } as const;
const HOST_AND_PORT = { type: 'host', port: true } as const;
const choice = <const Choice extends string>(of: readonly Choice[]) => ({ type: 'choice', of }) as const;
const integer = (least: number, most: number) => ({ type: 'integer', least, most }) as const;
const duration = (unit: DurationUnit, least: number, most: number) => ({ type: 'duration', unit, least, most }) as const;

/** Every option once: flags, variables, the configuration file's schema, help, the template and the type of settings are made from this. */
const TABLE = [
  {
    key: 'catalog',
    flags: '--catalog <file>',
    group: 'selection',
    value: TEXT,
    repeatable: true,
    default: [],
    help: 'a catalog of yours, or a shipped one by name',
    detail: 'Takes the place of the default catalog.',
    prominent: true,
    example: '[configmgr-scp]',
  },
  {
    key: 'feature',
    flags: '--feature <name>',
    group: 'selection',
    value: TEXT,
    repeatable: true,
    default: [],
    help: 'only what this feature needs',
    prominent: true,
    example: '[updates, tenant-attach]',
  },
  {
    key: 'cloud',
    flags: '--cloud <name>',
    group: 'selection',
    value: choice(CLOUDS),
    default: 'public',
    help: `the cloud: ${CLOUDS.join(', ')}`,
  },
  {
    key: 'mode',
    flags: '--mode <mode>',
    group: 'selection',
    value: choice(['online', 'offline']),
    default: 'online',
    help: 'mode of the role: online or offline',
  },
  {
    key: 'connector',
    flags: '--connector <role>',
    group: 'selection',
    value: TEXT,
    repeatable: true,
    default: ['scp'],
    help: 'who connects: scp, site-server, console, ..., all',
  },
  {
    key: 'param',
    flags: '--param <name=value>',
    group: 'selection',
    value: { type: 'pair', form: 'NAME=VALUE' },
    repeatable: true,
    default: [],
    help: 'value of a placeholder in host names',
    example: '{ prefix: contoso }',
  },
  {
    key: 'only',
    flags: '--only <glob>',
    group: 'selection',
    value: TEXT,
    repeatable: true,
    default: [],
    help: 'only entries whose id fits, as in "updates/*"',
    example: '["updates/*"]',
  },
  {
    key: 'siteVersion',
    flags: '--site-version <release>',
    group: 'selection',
    value: choice(RELEASE_NAMES),
    default: NEWEST_RELEASE,
    help: `release of the site: ${RELEASE_NAMES.join(', ')}`,
    detail: 'Hosts, software and rules that begin or end with a release are judged for this one; without it for the newest.',
  },
  {
    key: 'includeRetired',
    flags: '--include-retired',
    group: 'selection',
    value: BOOLEAN,
    default: false,
    help: 'also entries that the documentation has dropped',
  },

  {
    key: 'route',
    flags: '--route <spec>',
    group: 'probing',
    value: TEXT,
    repeatable: true,
    default: ['direct'],
    help: 'direct, [pac+]http://[user@]host:port, env, ...',
    detail:
      'Also https://, socks4a:// and socks5:// in the same form; pac+http://[user@]..., pac+https://..., pac+file:///... for a PAC script, the user being that of the proxies it chooses; env for the variables that curl reads; wpad for the script that DHCP or DNS offer; on Windows winhttp and internet-settings for its own proxy, system-settings for that of System; from-site for the proxy that Configuration Manager has for the server (with --sms-provider).',
    prominent: true,
    example: '[direct, "http://proxy.corp.example:8080"]',
  },
  {
    key: 'revocationRoute',
    flags: '--revocation-route <spec>',
    group: 'probing',
    value: TEXT,
    default: undefined,
    help: 'ask revocation addresses over this route',
    detail:
      'Forms as --route. Windows asks for CRLs and OCSP responses over the proxy of the machine (WinHTTP), never over that of the site system: on Windows that is what is asked unless another route is named; elsewhere it is each route of the run.',
    example: 'direct',
  },
  {
    key: 'systemRoute',
    flags: '--system-route <spec>',
    group: 'probing',
    value: TEXT,
    default: undefined,
    help: 'ask what the role asks as System over this route',
    detail:
      'Forms as --route. go.microsoft.com and download.microsoft.com are asked in the context of System, and by a management point of release 2603 its tokens (catalog key sentBy): by the proxy of System, not by that of the site system. On Windows the Internet Settings of System are asked unless another route is named (word: system-settings); elsewhere it is each route of the run.',
    example: 'direct',
  },
  {
    key: 'proxyAuth',
    flags: '--proxy-auth <scheme>',
    group: 'probing',
    value: choice(['auto', ...AUTH_SCHEMES]),
    default: 'auto',
    help: `auto, ${AUTH_SCHEMES.join(', ')}`,
  },
  {
    key: 'proxyUser',
    flags: '--proxy-user <name>',
    group: 'probing',
    value: TEXT,
    default: undefined,
    help: 'user of proxies whose route names none',
    detail: 'For winhttp, internet-settings, from-site, env, wpad and PAC scripts; a user written in the route goes first.',
    example: "'CORP\\svc-proxy'",
  },
  {
    key: 'proxyPasswordFile',
    flags: '--proxy-password-file <file>',
    group: 'probing',
    value: TEXT,
    default: undefined,
    help: 'file with its password, - for standard input',
    detail: 'The variable PREFLIGHT_PROXY_PASSWORD holds the password itself.',
    prominent: true,
    example: 'proxy-password.txt',
  },
  {
    key: 'resolver',
    flags: '--resolver <spec>',
    group: 'probing',
    value: TEXT,
    default: 'system',
    help: 'system, udp://IP, tls://IP, https://URL, ...',
    detail:
      'Also tcp://IP; each takes a port. tls://IP#NAME says which name the resolver has in its certificate; https://HOST/dns-query is DNS over HTTPS.',
  },
  {
    key: 'controlResolver',
    flags: '--control-resolver <spec>',
    group: 'probing',
    value: TEXT,
    default: undefined,
    help: 'compare the answers with those of this resolver; forms as --resolver',
    detail: 'On direct routes. Different addresses alone are no finding: only an endpoint that fails at the one and answers at the other.',
    example: 'udp://10.0.0.53',
  },
  {
    key: 'allowPrivate',
    flags: '--allow-private',
    group: 'probing',
    value: BOOLEAN,
    default: false,
    help: 'private and loopback addresses are expected here',
    detail: 'For split DNS and staging.',
  },
  {
    key: 'allAddresses',
    flags: '--all-addresses',
    group: 'probing',
    value: BOOLEAN,
    default: false,
    help: 'connect to every address of a name',
  },
  {
    key: 'caFile',
    flags: '--ca-file <pem>',
    group: 'probing',
    value: TEXT,
    repeatable: true,
    default: [],
    help: "further roots of one's own servers: proxies, LDAPS, DNS over TLS or HTTPS, administration service",
    detail: 'They do not count for endpoints: a root that inspects TLS would make an inspected endpoint pass.',
  },
  {
    key: 'endpointCaFile',
    flags: '--endpoint-ca-file <pem>',
    group: 'probing',
    value: TEXT,
    repeatable: true,
    default: [],
    help: 'further roots that count as genuine for endpoints: staging and labs',
    detail: 'The report lists each of them that an endpoint ended in. Never the root of TLS inspection.',
  },
  {
    key: 'systemCa',
    flags: '--system-ca',
    group: 'probing',
    value: BOOLEAN,
    default: false,
    help: "also judge by this machine's own trust store",
  },
  {
    key: 'timeout',
    flags: '--timeout <time>',
    group: 'probing',
    value: duration('ms', 10, 600_000),
    default: 5000,
    help: 'limit of each layer, as in 5s or 500ms',
  },
  {
    key: 'deadline',
    flags: '--deadline <time>',
    group: 'probing',
    value: duration('ms', 100, 86_400_000),
    default: 300_000,
    help: 'limit of the whole run, as in 5m',
  },
  {
    key: 'concurrency',
    flags: '--concurrency <n>',
    group: 'probing',
    value: integer(1, 1000),
    default: 32,
    help: 'probes at a time',
  },
  {
    key: 'retries',
    flags: '--retries <n>',
    group: 'probing',
    value: integer(0, 10),
    default: 1,
    help: 'further attempts after a transient failure',
  },
  {
    key: 'hold',
    flags: '--hold <time>',
    group: 'probing',
    value: duration('s', 1, 3600),
    default: undefined,
    help: 'keep an idle connection to the notification service that long',
    detail: 'The documentation asks for three minutes at least: 180.',
    example: '180',
  },
  {
    key: 'journey',
    flags: '--journey',
    group: 'probing',
    value: BOOLEAN,
    default: false,
    help: 'walk the download of updates step by step',
    detail: 'From the forwarding link to the console content, as the role does it; a few kilobytes a route.',
  },
  {
    key: 'negative',
    flags: '--negative',
    group: 'probing',
    value: BOOLEAN,
    default: false,
    help: 'also try what no rule should let through',
    detail:
      'Entries of the catalog with `expect: blocked`: retired hosts, and names that only a rule written too wide covers. What is let through is a warning for the security team; nothing here makes a run fail.',
  },

  {
    key: 'asSystem',
    flags: '--as-system',
    group: 'probing',
    value: BOOLEAN,
    default: false,
    help: 'run once as System (Windows, scheduled task)',
    detail:
      'The same run by a scheduled task as Local System, as which the role connects; the task is removed again, its report comes back here, and the proxies of System are shown beside each other. It needs an elevated prompt. Passwords are taken from files only, which nobody else may read.',
  },

  {
    key: 'check',
    flags: '--check <kind>',
    group: 'servers',
    value: choice(CHECK_KINDS),
    repeatable: true,
    default: [],
    help: `only these checks: ${CHECK_KINDS.join(', ')}`,
    detail: 'Without it: endpoint, and each of the others for which something is named below.',
    example: '[endpoint, account]',
  },
  {
    key: 'as',
    flags: '--as <standpoint>',
    group: 'servers',
    value: choice(STANDPOINTS),
    default: 'scp',
    help: `which machine this is: ${STANDPOINTS.join(', ')}`,
  },
  {
    key: 'scp',
    flags: '--scp <host>',
    group: 'servers',
    value: HOST,
    default: undefined,
    help: 'server that is to carry the role; without it this machine, when it is that',
    example: 'scp1.corp.example',
  },
  {
    key: 'siteServer',
    flags: '--site-server <host>',
    group: 'servers',
    value: HOST,
    repeatable: true,
    default: [],
    help: 'site server: its computer account, its ports',
    detail: 'Name the passive site server too. With --as site-server this machine, unless another is named.',
    example: '[cm01.corp.example]',
  },
  {
    key: 'installationAccount',
    flags: '--installation-account <account>',
    group: 'servers',
    value: ACCOUNT,
    default: undefined,
    help: 'site system installation account',
    detail: 'DOMAIN\\user, user@domain, or domain.fqdn\\user.',
    example: "'corp.example\\svc-install'",
  },
  {
    key: 'installationPasswordFile',
    flags: '--installation-password-file <file>',
    group: 'servers',
    value: TEXT,
    default: undefined,
    help: 'file with its password: one log-on is tried with it',
    detail: 'The variable PREFLIGHT_INSTALLATION_PASSWORD holds the password itself.',
    example: 'installation-password.txt',
  },
  {
    key: 'proxyAccount',
    flags: '--proxy-account <account>',
    group: 'servers',
    value: ACCOUNT,
    default: undefined,
    help: 'site system proxy server account, to be looked up in the directory',
    example: "'corp.example\\svc-proxy'",
  },
  {
    key: 'accountsRequire',
    flags: '--accounts-require <rule>',
    group: 'servers',
    value: choice(ACCOUNT_RULES),
    default: 'any',
    help: 'local administrator: any of the two accounts, or all',
    detail:
      'any: computer account or installation account, as documented since April 2021; all: both, as documentation before April 2021 was commonly read. In the file also accounts: { require: all }.',
  },
  {
    key: 'siteInitiates',
    flags: '--site-initiates',
    group: 'servers',
    value: BOOLEAN,
    default: false,
    help: 'the site server opens all connections to the site system',
    detail:
      'As set in the properties of the site system ("Require the site server to initiate connections to this site system"), for an untrusted forest. No way from there to the site server is asked for then.',
  },
  {
    key: 'domain',
    flags: '--domain <name>',
    group: 'servers',
    value: HOST,
    default: undefined,
    help: "the servers' Active Directory domain; without it, from their names",
    detail: 'Servers that are named without a domain are hosts of this one.',
    example: 'corp.example',
  },
  {
    key: 'dc',
    flags: '--dc <host>',
    group: 'servers',
    value: HOST,
    repeatable: true,
    default: [],
    help: 'domain controllers to ask; without it, those that DNS names',
    example: '[dc1.corp.example]',
  },
  {
    key: 'user',
    flags: '--user <account>',
    group: 'servers',
    value: ACCOUNT,
    default: undefined,
    help: 'account that asks directory, servers and administration service',
    detail: 'Without it the account that runs the program asks: as Windows knows it, elsewhere by its Kerberos ticket.',
    example: "'corp.example\\reader'",
  },
  {
    key: 'userPasswordFile',
    flags: '--user-password-file <file>',
    group: 'servers',
    value: TEXT,
    default: undefined,
    help: 'file with its password',
    detail: 'The variable PREFLIGHT_USER_PASSWORD holds the password itself.',
    example: 'user-password.txt',
  },
  {
    key: 'sqlServer',
    flags: '--sql-server <host[:port]>',
    group: 'servers',
    value: HOST_AND_PORT,
    default: undefined,
    help: 'site database server, port 1433 unless given',
    example: 'sql1.corp.example',
  },
  {
    key: 'smsProvider',
    flags: '--sms-provider <host>',
    group: 'servers',
    value: HOST,
    default: undefined,
    help: 'SMS Provider: its administration service knows sites and roles',
    example: 'cm01.corp.example',
  },
  {
    key: 'moveTo',
    flags: '--move-to <host>',
    group: 'servers',
    value: HOST,
    default: undefined,
    help: 'the role is to move to this server: check it, list what to redo',
    example: 'scp2.corp.example',
  },

  {
    key: 'report',
    flags: '--report <format=file>',
    group: 'output',
    value: { type: 'pair', form: 'FORMAT=FILE' },
    repeatable: true,
    default: [],
    help: 'write a report file, as in html=report.html',
    detail: `Formats: ${FORMAT_NAMES.join(', ')}.`,
    prominent: true,
    example: '{ json: preflight.json }',
  },
  {
    key: 'format',
    flags: '--format <format>',
    group: 'output',
    value: choice(FORMAT_NAMES),
    default: 'table',
    help: 'of standard output: table, json, md, junit, ...',
    detail: `Formats: ${FORMAT_NAMES.join(', ')}.`,
    prominent: true,
  },
  {
    key: 'all',
    flags: '--all',
    group: 'output',
    value: BOOLEAN,
    default: false,
    help: 'in a request: every destination, not only what has to change',
  },
  {
    key: 'redact',
    flags: '--redact',
    group: 'output',
    value: BOOLEAN,
    default: false,
    help: 'replace internal names, addresses and accounts in every output',
  },
  {
    key: 'saveFacts',
    flags: '--save-facts <file>',
    group: 'output',
    value: TEXT,
    default: undefined,
    help: 'write what was observed, to be judged again by report --from-facts',
    detail: 'NDJSON without secrets, but with internal names: it cannot be combined with --redact or --watch.',
    example: 'facts.ndjson',
  },
  {
    key: 'baseline',
    flags: '--baseline <file>',
    group: 'output',
    value: TEXT,
    default: undefined,
    help: 'JSON report to compare with; --fail-on regression judges by it',
    example: 'baseline.json',
  },
  {
    key: 'watch',
    flags: '--watch <time>',
    group: 'output',
    value: duration('s', 1, 86_400),
    default: undefined,
    help: 'probe again every so often until all is green, then report',
    example: '30',
  },
  {
    key: 'failOn',
    flags: '--fail-on <level>',
    group: 'output',
    value: choice(FAIL_ON),
    default: 'fail',
    help: `exit code 1 from: ${FAIL_ON.join(', ')}`,
  },
  {
    key: 'exitCodes',
    flags: '--exit-codes <set>',
    group: 'output',
    value: choice(EXIT_CODE_SETS),
    default: 'own',
    help: 'own, or nagios: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN',
    detail: 'With nagios the verdict alone decides, and what could not be run is UNKNOWN.',
  },
  {
    key: 'quiet',
    flags: '--quiet',
    group: 'output',
    value: BOOLEAN,
    default: false,
    help: 'nothing on standard error but errors',
  },
  {
    key: 'verbose',
    flags: '--verbose',
    group: 'output',
    value: BOOLEAN,
    default: false,
    help: 'also show what passes',
  },
  {
    key: 'color',
    flags: '--no-color',
    group: 'output',
    value: BOOLEAN,
    default: true,
    help: 'no colour',
    detail: 'Colour is for terminals; NO_COLOR, FORCE_COLOR, CLICOLOR_FORCE and TERM=dumb are obeyed.',
  },
  {
    key: 'progress',
    flags: '--no-progress',
    group: 'output',
    value: BOOLEAN,
    default: true,
    help: 'no progress line',
    detail: 'There is none in pipes, on a dumb terminal and where the variable CI is set.',
  },
] as const satisfies readonly Option[];

type Defined = (typeof TABLE)[number];
/** A key of the configuration file; a misspelt one does not compile. */
export type OptionKey = Defined['key'];

/** The table for whoever goes through all of it. */
export const OPTIONS: readonly (Option & { readonly key: OptionKey })[] = TABLE;

type ValueOf<Value extends OptionValue> = Value extends { readonly type: 'boolean' }
  ? boolean
  : Value extends { readonly type: 'integer' | 'duration' }
    ? number
    : Value extends { readonly type: 'choice'; readonly of: readonly (infer Choice)[] }
      ? Choice
      : string;

type SettingOf<One extends Defined> = One extends { readonly repeatable: true }
  ? readonly ValueOf<One['value']>[]
  : undefined extends One['default']
    ? ValueOf<One['value']> | undefined
    : ValueOf<One['value']>;

/** The value of each option after parsing, by its key. */
export type OptionSettings = { readonly [One in Defined as One['key']]: SettingOf<One> };

/** The environment variable of an option; a list has commas between its values. */
export function variableOf({ key }: Pick<Option, 'key'>): string {
  return `PREFLIGHT_${key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}
