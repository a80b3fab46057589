import { z } from 'zod';
import { changeSchema, type DatedChange } from './change.ts';
import { CLOUDS, type Cloud } from './cloud.ts';
import { VALIDITY } from './validity.ts';

export { CLOUDS, type Cloud };

/** JSON Schema of catalog files is generated from this (endpoints/catalog.schema.json); a test compares the two. */
export const SCHEMES = ['https', 'http', 'tcp'] as const;

/** `expect: blocked`: nothing of the role needs the destination, and no rule should let it through. */
export const BLOCKED = 'blocked';

const text = (maxLength: number) => z.string().min(1).max(maxLength);

/** A day, a month, or the name of a release. */
const validity = z.string().regex(VALIDITY, 'must be a day (2027-09-30), a month (2025-03), a year or a release (2509)');

/** A header that has to be there, or one with the value that it has to have. */
const headerSign = z
  .string()
  .regex(/^[A-Za-z0-9-]{1,80}(?::[\x20-\x7e]{1,300})?$/, 'must be NAME or NAME: VALUE')
  .max(400);
const statusCode = z.int().min(100).max(599);

/** What shows over plain HTTP that the genuine service answered. All that is given has to hold. */
export const originSchema = z
  .strictObject({
    status: z
      .union([statusCode, z.array(statusCode).min(1).max(20)])
      .optional()
      .describe('The status, or one of several'),
    header: z
      .union([headerSign, z.array(headerSign).min(1).max(10)])
      .optional()
      .describe('NAME, or NAME: VALUE with the whole value; or several'),
    contentType: text(200).optional().describe('The media type, without parameters'),
    bodyPrefix: text(1000).optional().describe('How the body begins'),
    crl: z.literal(true).optional().describe('A list of revoked certificates; certain where its signature leads to a public root'),
    ocsp: z.literal(true).optional().describe('An OCSP response; certain where its signature leads to a public root'),
    redirectTo: text(2000).optional().describe('The address that it redirects to begins so, as in https://www.example.com/'),
    upgrade: z.literal(true).optional().describe('A redirect to the same host over https'),
  })
  .refine(
    ({ status: _status, ...signs }) => Object.values(signs).some((sign) => sign !== undefined),
    'must name more than a status: a header, contentType, bodyPrefix, crl, ocsp, redirectTo or upgrade',
  );

export const expectSchema = z.strictObject({
  ranges: z.boolean().optional().describe('The role downloads with Range requests (RFC 9110 section 14)'),
  post: z.boolean().optional().describe('The role uploads with POST (RFC 9110 section 9.3.3)'),
  tls: z.enum(['1.2', '1.3']).optional().describe('Lowest TLS version that the endpoint must accept'),
  holdSeconds: z.int().min(1).max(3600).optional().describe('How long an idle connection must survive'),
  origin: originSchema.optional().describe('Of scheme http: what shows that the genuine service answered'),
});

export const endpointSchema = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z0-9][a-z0-9._-]*(\/[a-z0-9][a-z0-9._-]*)*$/, 'must be lower-case words joined by . _ - and /')
    .max(200)
    .describe('Stable, unique in the file; by habit FEATURE/NAME'),
  host: text(300).describe('As published: exact, *.suffix, *suffix, *-inside.label; may hold {placeholders} or <placeholders>'),
  scheme: z.enum(SCHEMES).default('https'),
  ports: z.array(z.int().min(1).max(65535)).min(1).max(64).optional().describe('Default by scheme: 443 for https and tcp, 80 for http'),
  path: z
    .string()
    .regex(/^\/[\x21-\x7e]*$/, 'must begin with / and be without spaces; write other characters percent-encoded')
    .max(2000)
    .default('/')
    .describe('Path and query of the request that is made'),
  feature: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]*$/, 'must be lower-case words joined by -')
    .max(80),
  required: z.boolean().default(true).describe('false: a failure is a warning'),
  oneOf: text(300).optional().describe('Entries with the same word reach one service by several ways: one of them has to answer'),
  connector: z
    .union([text(80), z.array(text(80)).min(1).max(50)])
    .default('scp')
    .describe('Who connects: scp, site-server, console, client, cmg-connection-point, ...'),
  clouds: z.array(z.enum(CLOUDS)).min(1).max(10).default(['public']),
  probe: z.array(text(300)).max(50).default([]).describe('Concrete hosts that stand for a wildcard or a placeholder'),
  why: z.string().max(1000).default('').describe('One sentence for the firewall team'),
  source: z.string().max(300).default('').describe('A key of `sources`, optionally with #anchor'),
  since: validity
    .optional()
    .describe('First day (2025-03 or 2025-03-31) or first release (2509) that needs it; still to come: not selected'),
  until: validity.optional().describe('Last day or last release that needs it; past: no longer selected by default'),
  sentBy: z
    .enum(['system'])
    .optional()
    .describe('system: Windows sends these requests as Local System, by its proxy and not by that of the site system'),
  networks: text(100).optional().describe('A key of `networks`: the published address ranges of the host'),
  noInspection: text(300).optional().describe('TLS to it must not be decrypted: why, and who says so'),
  expect: z
    .union([expectSchema, z.literal(BLOCKED)])
    .optional()
    .describe(
      'Behaviour that the role relies on; `blocked`: nothing needs this destination, and with --negative a rule that lets it through is told',
    ),
});

/** An address range as it is published (RFC 4632, RFC 4291 section 2.3). */
const range = z.string().regex(/^[0-9a-f.:]{2,39}\/\d{1,3}$/i, 'must be an address range, as in 192.0.2.0/24 or 2001:db8::/32');

/** One port or a range of them. */
const portRange = z.union(
  [z.int().min(1).max(65_535), z.string().regex(/^[1-9]\d{0,4}(?:-[1-9]\d{0,4})?$/)],
  'must be a port or a range of ports, as in 3478 or "3478-3481"',
);

export const networksSchema = z.strictObject({
  ranges: z.array(range).min(1).max(1000),
  asOf: text(40).describe('The day of the publication'),
  source: text(300).describe('A key of `sources`'),
  serviceTag: text(100).optional().describe('Name of the group in firewalls of the cloud provider'),
  note: z.string().max(500).optional().describe('What the ranges do and do not cover'),
  udp: z
    .array(portRange)
    .min(1)
    .max(64)
    .optional()
    .describe('UDP ports that have to be open to the ranges; nothing tests them, exports of firewalls take them'),
  tcp: z
    .array(portRange)
    .min(1)
    .max(64)
    .optional()
    .describe('TCP ports of services that have no host names; nothing tests them, exports of firewalls take them'),
  required: z.boolean().optional().describe('Of udp and tcp; default true'),
});

export const sourceSchema = z.strictObject({ title: text(300), url: text(2000), date: z.string().max(40).optional() });

export const catalogSchema = z.strictObject({
  $schema: z.string().optional(),
  id: z
    .string()
    .regex(/^[a-z0-9][a-z0-9._-]*$/, 'must be lower-case letters and digits, joined by . _ or -')
    .max(100),
  title: text(300),
  revision: text(40),
  sources: z.record(z.string(), sourceSchema).default({}),
  networks: z.record(z.string(), networksSchema).default({}).describe('Published address ranges, by a name of their own'),
  changes: z
    .array(changeSchema)
    .max(500)
    .default([])
    .describe('What changed of entries that stay, and when; `since` and `until` say the rest'),
  endpoints: z.array(endpointSchema).min(1).max(5000),
});

/** One entry of a catalog, defaults filled in; `ports` and `connectors` are lists. */
export interface Endpoint {
  readonly id: string;
  readonly host: string;
  readonly scheme: (typeof SCHEMES)[number];
  readonly ports: readonly number[];
  readonly path: string;
  readonly feature: string;
  readonly required: boolean;
  readonly connectors: readonly string[];
  readonly clouds: readonly Cloud[];
  readonly probe: readonly string[];
  readonly why: string;
  readonly source: string;
  /** Entries of the catalog with the same word reach one service by several ways: one of them has to answer. */
  readonly oneOf?: string;
  readonly since?: string;
  readonly until?: string;
  /** Its requests are sent as Local System, by the proxy of its Internet Settings. Absent: by whoever connects, as that one is configured. */
  readonly sentBy?: 'system';
  /** A key of the catalog's `networks`. */
  readonly networks?: string;
  readonly expect: {
    readonly ranges?: boolean;
    readonly post?: boolean;
    readonly tls?: '1.2' | '1.3';
    readonly holdSeconds?: number;
    readonly origin?: ExpectedOrigin;
  };
  /** Why TLS to it must not be decrypted. */
  readonly noInspection?: string;
}
/** Every sign that is given has to hold; lists as they are, single values as lists of one. */
export interface ExpectedOrigin {
  readonly status?: readonly number[];
  readonly header?: readonly string[];
  readonly contentType?: string;
  readonly bodyPrefix?: string;
  readonly crl?: true;
  readonly ocsp?: true;
  readonly redirectTo?: string;
  readonly upgrade?: true;
}

/** Where an entry is documented: page, address, and the date it was read. */
export type Source = z.infer<typeof sourceSchema>;
/** Address ranges that are needed without a name, by protocol and port. */
export type Networks = z.infer<typeof networksSchema>;

/** A versioned list of endpoints, as its file was accepted. */
export interface Catalog {
  readonly id: string;
  readonly title: string;
  readonly revision: string;
  /** SHA-256 of the file's bytes, lower-case hexadecimal. */
  readonly sha256: string;
  readonly sources: Readonly<Record<string, Source>>;
  readonly networks: Readonly<Record<string, Networks>>;
  /** What changed of entries that stay. Absent: nothing that is known. */
  readonly changes?: readonly DatedChange[];
  readonly endpoints: readonly Endpoint[];
  /** Entries with `expect: blocked`: no requirement, but what a rule that is too wide lets through. They are kept apart, so that nobody takes one for a requirement. */
  readonly negative?: readonly Endpoint[];
}
