import { z } from 'zod';
import { CLOUDS, type Endpoint, expectSchema, SCHEMES } from '../model/catalog/catalog.ts';
import { NEWEST_RELEASE, RELEASE_NAMES } from '../model/catalog/release.ts';
import { SKIP_REASONS } from '../model/finding.ts';
import type { Probe } from '../model/network/probe.ts';
import { AUTH_SCHEMES, type HostPort, ROUTE_KINDS, type Route } from '../model/network/route.ts';
import type { Scope, ScopedEndpoint } from '../model/scope.ts';
import { ACCOUNT_RULES, type ServerScope, STANDPOINTS } from '../model/servers.ts';

/** Schemas of what was asked: the compiler holds them to the types of `model`. */
const texts = z.array(z.string());

export const hostPortSchema: z.ZodType<HostPort> = z.object({ host: z.string(), port: z.number() });

const routeSchema: z.ZodType<Route> = z.object({
  name: z.string(),
  kind: z.enum(ROUTE_KINDS),
  via: z.exactOptional(hostPortSchema),
  auth: z.enum([...AUTH_SCHEMES, 'auto']),
  username: z.exactOptional(z.string()),
  pacUrl: z.exactOptional(z.string()),
});

const endpointSchema = z.object({
  id: z.string(),
  host: z.string(),
  scheme: z.enum(SCHEMES),
  ports: z.array(z.number()),
  path: z.string(),
  feature: z.string(),
  required: z.boolean(),
  connectors: texts,
  clouds: z.array(z.enum(CLOUDS)),
  probe: texts,
  why: z.string(),
  source: z.string(),
  oneOf: z.exactOptional(z.string()),
  since: z.exactOptional(z.string()),
  until: z.exactOptional(z.string()),
  sentBy: z.exactOptional(z.literal('system')),
  networks: z.exactOptional(z.string()),
  expect: z.object({
    ranges: z.exactOptional(expectSchema.shape.ranges.unwrap()),
    post: z.exactOptional(expectSchema.shape.post.unwrap()),
    tls: z.exactOptional(expectSchema.shape.tls.unwrap()),
    holdSeconds: z.exactOptional(expectSchema.shape.holdSeconds.unwrap()),
    origin: z.exactOptional(
      z.object({
        status: z.exactOptional(z.array(z.number())),
        header: z.exactOptional(texts),
        contentType: z.exactOptional(z.string()),
        bodyPrefix: z.exactOptional(z.string()),
        crl: z.exactOptional(z.literal(true)),
        ocsp: z.exactOptional(z.literal(true)),
        redirectTo: z.exactOptional(z.string()),
        upgrade: z.exactOptional(z.literal(true)),
      }),
    ),
  }),
  noInspection: z.exactOptional(z.string()),
}) satisfies z.ZodType<Endpoint>;

export const scopedEndpointSchema: z.ZodType<ScopedEndpoint> = z.object({
  key: z.string(),
  catalogId: z.string(),
  endpoint: endpointSchema,
  pattern: z.string(),
  hosts: texts,
  publishedPath: z.exactOptional(z.string()),
  retired: z.exactOptional(z.literal(true)),
  documentation: z.exactOptional(z.string()),
  publishedRanges: z.exactOptional(z.string()),
  skip: z.exactOptional(z.object({ reason: z.enum(SKIP_REASONS), message: z.string() })),
});

const serversSchema: z.ZodType<ServerScope> = z.object({
  standpoint: z.enum(STANDPOINTS),
  scp: z.exactOptional(z.string()),
  siteServers: texts,
  installationAccount: z.exactOptional(z.string()),
  proxyAccount: z.exactOptional(z.string()),
  accountRule: z.enum(ACCOUNT_RULES),
  siteInitiates: z.exactOptional(z.literal(true)),
  domain: z.exactOptional(z.string()),
  domainControllers: texts,
  sqlServer: z.exactOptional(z.string()),
  smsProvider: z.exactOptional(z.string()),
  moveTo: z.exactOptional(z.string()),
});

/** The scope but for its endpoints, which have a line each. */
export const scopeSchema: z.ZodType<Omit<Scope, 'endpoints'>> = z.object({
  features: texts.default([]),
  routes: z.array(routeSchema),
  negative: z.exactOptional(z.array(scopedEndpointSchema)),
  revocationRoute: z.exactOptional(routeSchema),
  systemRoute: z.exactOptional(routeSchema),
  mode: z.enum(['online', 'offline']),
  allowPrivate: z.boolean(),
  systemCa: z.boolean(),
  allAddresses: z.boolean(),
  servers: serversSchema,
  nonce: z.string(),
  controlResolver: z.exactOptional(z.string()),
  holdSeconds: z.exactOptional(z.number()),
  journey: z.exactOptional(z.boolean()),
  // Facts that were saved before releases were told apart are about the newest.
  siteVersion: z.enum(RELEASE_NAMES).default(NEWEST_RELEASE),
  startedAt: z.iso.datetime(),
});

const because = z.enum([
  'control',
  'control-resolver',
  'handshake',
  'host-header',
  'large-request',
  'address',
  'wildcard',
  'redirect',
  'revocation',
  'behaviour',
  'journey',
  'negative',
]);
const request = z.object({
  method: z.enum(['GET', 'HEAD', 'POST']),
  path: z.string(),
  headers: z.exactOptional(z.record(z.string(), z.string())),
  idleMs: z.exactOptional(z.number()),
});
const variation = z.object({
  address: z.exactOptional(z.string()),
  resolver: z.exactOptional(z.literal('control')),
  servername: z.exactOptional(z.string()),
  ciphers: z.exactOptional(z.string()),
  withoutAlpn: z.exactOptional(z.literal(true)),
  listen: z.exactOptional(z.literal(true)),
  until: z.exactOptional(z.enum(['dns', 'tcp', 'tls'])),
  layerTimeoutMs: z.exactOptional(z.number()),
  retries: z.exactOptional(z.number()),
  requests: z.exactOptional(z.array(request)),
});

export const probeSchema: z.ZodType<Probe> = z.object({
  key: z.string(),
  target: hostPortSchema,
  scheme: z.enum(SCHEMES),
  path: z.string(),
  maxTlsVersion: z.enum(['1.2', '1.3']),
  speaksTls: z.exactOptional(z.literal(true)),
  route: routeSchema,
  endpointKeys: texts,
  derivedFrom: z.exactOptional(z.object({ key: z.string(), because, hop: z.exactOptional(z.number()) })),
  variation: z.exactOptional(variation),
  publicOnly: z.exactOptional(z.literal(true)),
});
