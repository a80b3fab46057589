import { z } from 'zod';
import { CLOUDS } from '../model/catalog.ts';
import { AUTH_SCHEMES } from '../model/route.ts';
import { FAIL_ON } from '../report/exit-code.ts';
import { FORMAT_NAMES } from '../report/formats/index.ts';

/** Where an option is taken: `check`, and the commands that only select from catalogs. */
export type OptionGroup = 'selection' | 'probing' | 'output' | 'command-line';

export interface Option {
  /** Key in the configuration file and in `Settings`. */
  readonly key: string;
  /** As commander declares it. */
  readonly flags: string;
  readonly group: OptionGroup;
  readonly help: string;
  /** Of one value; a repeatable option is a list of them. */
  readonly schema: z.ZodType;
  readonly repeatable?: boolean;
  readonly boolean?: boolean;
  readonly default: unknown;
  /** Environment variable, where there is one. */
  readonly variable?: string;
  /** What the template shows. */
  readonly example?: string;
}

const text = z.string().min(1).max(2000);
const whole = (least: number, most: number) => z.coerce.number().int(`must be a whole number`).min(least).max(most);
const reportSpec = text.regex(/^[a-z0-9-]+=.+$/, 'must be FORMAT=FILE');

/** Every option once: flags, variables, the configuration file's schema, help, the template and the README's table are made from this. */
export const OPTIONS: readonly Option[] = [
  {
    key: 'catalog',
    flags: '--catalog <file>',
    group: 'selection',
    help: 'catalog file or shipped catalog (repeatable; replaces the default)',
    schema: text,
    repeatable: true,
    default: [],
    variable: 'PREFLIGHT_CATALOG',
    example: '[configmgr-scp]',
  },
  {
    key: 'feature',
    flags: '--feature <name>',
    group: 'selection',
    help: 'only what this feature needs (repeatable)',
    schema: text,
    repeatable: true,
    default: [],
    example: '[updates, tenant-attach]',
  },
  { key: 'cloud', flags: '--cloud <name>', group: 'selection', help: `${CLOUDS.join(', ')}`, schema: z.enum(CLOUDS), default: 'public' },
  {
    key: 'mode',
    flags: '--mode <mode>',
    group: 'selection',
    help: 'online or offline',
    schema: z.enum(['online', 'offline']),
    default: 'online',
  },
  {
    key: 'connector',
    flags: '--connector <role>',
    group: 'selection',
    help: 'who connects: scp, site-server, console, ... or all (repeatable)',
    schema: text,
    repeatable: true,
    default: ['scp'],
  },
  {
    key: 'param',
    flags: '--param <name=value>',
    group: 'selection',
    help: 'value of a placeholder in host names (repeatable)',
    schema: text.regex(/^[^=]+=.+$/s, 'must be NAME=VALUE'),
    repeatable: true,
    default: [],
    example: '["prefix=contoso"]',
  },
  {
    key: 'only',
    flags: '--only <glob>',
    group: 'selection',
    help: 'only entries whose id fits, e.g. "updates/*" (repeatable)',
    schema: text,
    repeatable: true,
    default: [],
  },
  {
    key: 'includeRetired',
    flags: '--include-retired',
    group: 'selection',
    help: 'also entries that the documentation has dropped',
    schema: z.boolean(),
    boolean: true,
    default: false,
  },

  {
    key: 'route',
    flags: '--route <spec>',
    group: 'probing',
    help: 'way out: direct, http://[user@]host:port, https://..., socks5://..., pac+file://..., env (repeatable)',
    schema: text,
    repeatable: true,
    default: ['direct'],
    variable: 'PREFLIGHT_ROUTE',
    example: '[direct, "http://proxy.corp.example:8080"]',
  },
  {
    key: 'proxyAuth',
    flags: '--proxy-auth <scheme>',
    group: 'probing',
    help: `auto, ${AUTH_SCHEMES.join(', ')}`,
    schema: z.enum(['auto', ...AUTH_SCHEMES]),
    default: 'auto',
  },
  {
    key: 'proxyPasswordFile',
    flags: '--proxy-password-file <file>',
    group: 'probing',
    help: 'file with the proxy password, - for standard input',
    schema: text,
    default: undefined,
  },
  {
    key: 'resolver',
    flags: '--resolver <spec>',
    group: 'probing',
    help: 'system, udp://IP[:PORT], tcp://..., tls://..., https://...',
    schema: text,
    default: 'system',
    variable: 'PREFLIGHT_RESOLVER',
  },
  {
    key: 'allowPrivate',
    flags: '--allow-private',
    group: 'probing',
    help: 'private and loopback addresses are expected here',
    schema: z.boolean(),
    boolean: true,
    default: false,
  },
  {
    key: 'allAddresses',
    flags: '--all-addresses',
    group: 'probing',
    help: 'connect to every address of a name',
    schema: z.boolean(),
    boolean: true,
    default: false,
  },
  {
    key: 'caFile',
    flags: '--ca-file <pem>',
    group: 'probing',
    help: 'further roots that count as genuine (repeatable)',
    schema: text,
    repeatable: true,
    default: [],
  },
  {
    key: 'systemCa',
    flags: '--system-ca',
    group: 'probing',
    help: "also judge by this machine's own trust store",
    schema: z.boolean(),
    boolean: true,
    default: false,
  },
  { key: 'timeout', flags: '--timeout <ms>', group: 'probing', help: 'limit of each layer', schema: whole(10, 600_000), default: 5000 },
  {
    key: 'deadline',
    flags: '--deadline <ms>',
    group: 'probing',
    help: 'limit of the whole run',
    schema: whole(100, 86_400_000),
    default: 300_000,
  },
  { key: 'concurrency', flags: '--concurrency <n>', group: 'probing', help: 'probes at a time', schema: whole(1, 1000), default: 32 },
  {
    key: 'retries',
    flags: '--retries <n>',
    group: 'probing',
    help: 'further attempts after a transient failure',
    schema: whole(0, 10),
    default: 1,
  },

  {
    key: 'report',
    flags: '--report <format=file>',
    group: 'output',
    help: `write a report file (repeatable): ${FORMAT_NAMES.join(', ')}`,
    schema: reportSpec,
    repeatable: true,
    default: [],
    example: '["json=preflight.json"]',
  },
  { key: 'format', flags: '--format <format>', group: 'output', help: 'what goes to standard output', schema: text, default: 'table' },
  {
    key: 'all',
    flags: '--all',
    group: 'output',
    help: 'in a request: every destination, not only what has to change',
    schema: z.boolean(),
    boolean: true,
    default: false,
  },
  {
    key: 'redact',
    flags: '--redact',
    group: 'output',
    help: 'replace internal names, addresses and accounts in every output',
    schema: z.boolean(),
    boolean: true,
    default: false,
  },
  {
    key: 'baseline',
    flags: '--baseline <file>',
    group: 'output',
    help: 'JSON report to compare with; --fail-on regression judges by it',
    schema: text,
    default: undefined,
    example: 'baseline.json',
  },
  {
    key: 'watch',
    flags: '--watch <seconds>',
    group: 'output',
    help: 'probe again what is not green until it is, then report',
    schema: whole(1, 86_400),
    default: undefined,
    example: '30',
  },
  { key: 'failOn', flags: '--fail-on <level>', group: 'output', help: FAIL_ON.join(', '), schema: z.enum(FAIL_ON), default: 'fail' },
  {
    key: 'quiet',
    flags: '--quiet',
    group: 'output',
    help: 'nothing on standard error but errors',
    schema: z.boolean(),
    boolean: true,
    default: false,
  },
  {
    key: 'verbose',
    flags: '--verbose',
    group: 'output',
    help: 'also show what passes',
    schema: z.boolean(),
    boolean: true,
    default: false,
  },
  {
    key: 'color',
    flags: '--no-color',
    group: 'output',
    help: 'no colour (NO_COLOR is obeyed too)',
    schema: z.boolean(),
    boolean: true,
    default: true,
  },
  { key: 'progress', flags: '--no-progress', group: 'output', help: 'no progress line', schema: z.boolean(), boolean: true, default: true },
];

/** Keys of the configuration file that no flag has. */
const waiverSchema = z.strictObject({
  pattern: text,
  reason: text,
  until: z.iso.date('must be a date, YYYY-MM-DD'),
});
const FILE_ONLY = {
  waivers: z.array(waiverSchema).max(1000),
  redactWords: z.array(text.min(3, 'must have at least 3 characters')).max(1000),
};

/** The configuration file: the same keys, lists where an option is repeatable; a single value stands for a list of one. */
export const configSchema = z.strictObject({
  ...(Object.fromEntries(OPTIONS.map((option) => [option.key, valueSchema(option).optional()])) as Readonly<Record<string, z.ZodType>>),
  waivers: FILE_ONLY.waivers.optional(),
  redactWords: FILE_ONLY.redactWords.optional(),
});

/** Schema of an option's value wherever it comes from. */
export function valueSchema(option: Option): z.ZodType {
  if (option.repeatable !== true) return option.schema;
  return z.union([z.array(option.schema).max(200), option.schema.transform((value) => [value])]);
}
