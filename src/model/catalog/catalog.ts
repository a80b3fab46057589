import { z } from 'zod';
import { CLOUDS, type Cloud } from './cloud.ts';
import { VALIDITY } from './validity.ts';

export { CLOUDS, type Cloud };

/** JSON Schema of catalog files is generated from this (endpoints/catalog.schema.json); a test compares the two. */
export const SCHEMES = ['https', 'http', 'tcp'] as const;

const text = (maxLength: number) => z.string().min(1).max(maxLength);

/** A day, a month, or the name of a release. */
const validity = z.string().regex(VALIDITY, 'must be a day (2027-09-30), a month (2025-03), a year or a release (2509)');

export const expectSchema = z.strictObject({
  ranges: z.boolean().optional().describe('The role downloads with Range requests (RFC 9110 section 14)'),
  post: z.boolean().optional().describe('The role uploads with POST (RFC 9110 section 9.3.3)'),
  tls: z.enum(['1.2', '1.3']).optional().describe('Lowest TLS version that the endpoint must accept'),
  holdSeconds: z.int().min(1).max(3600).optional().describe('How long an idle connection must survive'),
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
  networks: text(100).optional().describe('A key of `networks`: the published address ranges of the host'),
  expect: expectSchema.optional(),
});

/** An address range as it is published (RFC 4632, RFC 4291 section 2.3). */
const range = z.string().regex(/^[0-9a-f.:]{2,39}\/\d{1,3}$/i, 'must be an address range, as in 192.0.2.0/24 or 2001:db8::/32');

export const networksSchema = z.strictObject({
  ranges: z.array(range).min(1).max(1000),
  asOf: text(40).describe('The day of the publication'),
  source: text(300).describe('A key of `sources`'),
  serviceTag: text(100).optional().describe('Name of the group in firewalls of the cloud provider'),
  note: z.string().max(500).optional().describe('What the ranges do and do not cover'),
});

export const sourceSchema = z.strictObject({ title: text(300), url: text(2000), date: z.string().max(40).optional() });

export const catalogSchema = z.strictObject({
  $schema: z.string().optional(),
  id: z
    .string()
    .regex(/^[a-z0-9][a-z0-9._-]*$/)
    .max(100),
  title: text(300),
  revision: text(40),
  sources: z.record(z.string(), sourceSchema).default({}),
  networks: z.record(z.string(), networksSchema).default({}).describe('Published address ranges, by a name of their own'),
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
  /** A key of the catalog's `networks`. */
  readonly networks?: string;
  readonly expect: { readonly ranges?: boolean; readonly post?: boolean; readonly tls?: '1.2' | '1.3'; readonly holdSeconds?: number };
}
export type Source = z.infer<typeof sourceSchema>;
export type Networks = z.infer<typeof networksSchema>;

export interface Catalog {
  readonly id: string;
  readonly title: string;
  readonly revision: string;
  /** SHA-256 of the file's bytes, lower-case hexadecimal. */
  readonly sha256: string;
  readonly sources: Readonly<Record<string, Source>>;
  readonly networks: Readonly<Record<string, Networks>>;
  readonly endpoints: readonly Endpoint[];
}
