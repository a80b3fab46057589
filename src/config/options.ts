import { CLOUDS } from '../model/cloud.ts';
import { AUTH_SCHEMES } from '../model/route.ts';
import { FAIL_ON } from '../report/exit-code.ts';
import { FORMAT_NAMES } from '../report/formats/index.ts';

/** Where an option is taken: `check` takes all; the commands that only select from catalogs take `selection`. */
export const OPTION_GROUPS = { selection: 'What to check', probing: 'How to get there', output: 'Results' } as const;
export type OptionGroup = keyof typeof OPTION_GROUPS;

/** What a value must look like; its schema is made from this (`schema.ts`). */
export type OptionValue =
  | { readonly type: 'boolean' }
  | { readonly type: 'text' }
  | { readonly type: 'choice'; readonly of: readonly string[] }
  | { readonly type: 'integer'; readonly least: number; readonly most: number; readonly unit?: string }
  /** Two texts with `=` between them; in the configuration file also a map. */
  | { readonly type: 'pair'; readonly form: string };

export interface Option {
  /** Key in the configuration file and in `Settings`. */
  readonly key: string;
  /** As commander declares it. */
  readonly flags: string;
  readonly group: OptionGroup;
  /** Of one value; a repeatable option is a list of them. */
  readonly value: OptionValue;
  readonly repeatable?: boolean;
  readonly default: unknown;
  /** One short line. */
  readonly help: string;
  /** What else there is to say, for `help options` and the template. */
  readonly detail?: string;
  /** Has a line of its own in `--help`. */
  readonly prominent?: boolean;
  /** What the template shows, as YAML. */
  readonly example?: string;
}

const BOOLEAN = { type: 'boolean' } as const;
const TEXT = { type: 'text' } as const;
const choice = (of: readonly string[]) => ({ type: 'choice', of }) as const;
const integer = (least: number, most: number, unit?: string) =>
  ({ type: 'integer', least, most, ...(unit === undefined ? {} : { unit }) }) as const;

/** Every option once: flags, variables, the configuration file's schema, help and the template are made from this. */
export const OPTIONS: readonly Option[] = [
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
    help: 'way out: direct, http://[user@]host:port, ...',
    detail:
      'Also https://, socks4a:// and socks5:// in the same form; pac+http://..., pac+https://..., pac+file:///... for a PAC script; env for the variables that curl reads.',
    prominent: true,
    example: '[direct, "http://proxy.corp.example:8080"]',
  },
  {
    key: 'proxyAuth',
    flags: '--proxy-auth <scheme>',
    group: 'probing',
    value: choice(['auto', ...AUTH_SCHEMES]),
    default: 'auto',
    help: `auto, ${AUTH_SCHEMES.join(', ')}`,
    prominent: true,
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
    prominent: true,
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
    help: 'further roots that count as genuine',
    prominent: true,
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
    flags: '--timeout <ms>',
    group: 'probing',
    value: integer(10, 600_000, 'milliseconds'),
    default: 5000,
    help: 'limit of each layer',
    prominent: true,
  },
  {
    key: 'deadline',
    flags: '--deadline <ms>',
    group: 'probing',
    value: integer(100, 86_400_000, 'milliseconds'),
    default: 300_000,
    help: 'limit of the whole run',
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
    flags: '--watch <seconds>',
    group: 'output',
    value: integer(1, 86_400, 'seconds'),
    default: undefined,
    help: 'probe again what is not green until it is, then report',
    example: '30',
  },
  {
    key: 'failOn',
    flags: '--fail-on <level>',
    group: 'output',
    value: choice(FAIL_ON),
    default: 'fail',
    help: `exit code 1 from: ${FAIL_ON.join(', ')}`,
    prominent: true,
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
    prominent: true,
  },
  {
    key: 'color',
    flags: '--no-color',
    group: 'output',
    value: BOOLEAN,
    default: true,
    help: 'no colour',
    detail: 'Colour is for terminals only; the variable NO_COLOR is obeyed.',
  },
  {
    key: 'progress',
    flags: '--no-progress',
    group: 'output',
    value: BOOLEAN,
    default: true,
    help: 'no progress line',
    detail: 'There is none in pipes and where the variable CI is set.',
  },
];

/** The environment variable of an option; a list has commas between its values. */
export function variableOf({ key }: Pick<Option, 'key'>): string {
  return `PREFLIGHT_${key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}
