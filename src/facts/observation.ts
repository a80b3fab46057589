import { z } from 'zod';
import type { Failure, Observation, Step } from '../model/network/observation.ts';
import { AUTH_SCHEMES, ROUTE_KINDS } from '../model/network/route.ts';

/** Schemas of what a walk observes, one a type of `model/network/observation.ts`: the compiler holds them to it. Keys of other versions are left out. */
const texts = z.array(z.string());
const number = z.number();
const family = z.literal([4, 6]);
const yes = z.literal(true);
const headers = z.record(z.string(), z.string());

export const failureSchema: z.ZodType<Failure> = z.object({
  code: z.string(),
  message: z.string(),
  address: z.exactOptional(z.string()),
  syscall: z.exactOptional(z.string()),
});

const certificate = z.object({
  subject: z.string(),
  issuer: z.string(),
  subjectAltName: z.string(),
  sha256: z.string(),
  serialNumber: z.string(),
  notBefore: z.string(),
  notAfter: z.string(),
  selfSigned: z.boolean(),
  ocspUrls: texts,
  issuerUrls: texts,
  crlUrls: texts,
  ocspRequest: z.exactOptional(z.string()),
});

const dns = z.object({
  name: z.exactOptional(z.string()),
  addresses: z.exactOptional(texts),
  cnames: z.exactOptional(texts),
  resolver: z.exactOptional(z.string()),
  ttlSeconds: z.exactOptional(number),
  transport: z.exactOptional(z.enum(['udp', 'tcp', 'tls', 'https', 'system', 'none'])),
  hostsFile: z.exactOptional(z.boolean()),
  localFault: z.exactOptional(z.boolean()),
  failedFamilies: z.exactOptional(z.array(z.intersection(failureSchema, z.object({ family })))),
  serverFailure: z.exactOptional(failureSchema),
  systemFailure: z.exactOptional(failureSchema),
  serverAnswer: z.exactOptional(z.object({ resolver: z.string(), addresses: texts, cnames: texts })),
  namePolicy: z.exactOptional(z.object({ namespace: z.string(), servers: texts })),
  extendedErrors: z.exactOptional(z.array(z.object({ code: number, text: z.string() }))),
  silentServers: z.exactOptional(z.array(z.object({ address: z.string(), code: z.string() }))),
  lostQueries: z.exactOptional(z.object({ sent: number, lost: number })),
  changing: z.exactOptional(yes),
  systemMs: z.exactOptional(number),
  serverMs: z.exactOptional(number),
});

const tcp = z.object({
  address: z.exactOptional(z.string()),
  port: z.exactOptional(number),
  localAddress: z.exactOptional(z.string()),
  attempts: z.exactOptional(
    z.array(
      z.object({
        address: z.string(),
        family,
        durationMs: number,
        localPort: z.exactOptional(number),
        failure: z.exactOptional(failureSchema),
        noRoute: z.exactOptional(yes),
      }),
    ),
  ),
  notTried: z.exactOptional(z.array(z.object({ address: z.string(), reason: z.enum(['no-ipv6', 'no-ipv4', 'not-needed']) }))),
});

const kind = z.enum(ROUTE_KINDS);
const hostPort = { host: z.string(), port: number };
const proxy = z.object({
  status: z.exactOptional(number),
  reason: z.exactOptional(z.string()),
  headers: z.exactOptional(headers),
  bodyExcerpt: z.exactOptional(z.string()),
  schemesOffered: z.exactOptional(texts),
  realm: z.exactOptional(z.string()),
  schemeTried: z.exactOptional(z.enum(AUTH_SCHEMES)),
  credentialsGiven: z.exactOptional(z.boolean()),
  requests: z.exactOptional(number),
  authAttempts: z.exactOptional(z.array(z.object({ scheme: z.enum(AUTH_SCHEMES), status: number, note: z.string() }))),
  logOn: z.exactOptional(z.enum(['taken', 'refused', 'unproven', 'not-tried', 'broken-off'])),
  refusedBefore: z.exactOptional(z.object({ reason: z.enum(['credentials', 'unproven', 'other']), place: z.string(), code: z.string() })),
  pacUrl: z.exactOptional(z.string()),
  pacResult: z.exactOptional(z.string()),
  pacChosen: z.exactOptional(z.string()),
  pacSkipped: z.exactOptional(
    z.array(z.object({ ...hostPort, text: z.string(), kind, layer: z.enum(['dns', 'tcp']), failure: failureSchema, elapsedMs: number })),
  ),
  pacProxy: z.exactOptional(z.object({ ...hostPort, kind })),
});

const tls = z.object({
  servername: z.exactOptional(z.string()),
  version: z.exactOptional(z.string()),
  cipher: z.exactOptional(z.string()),
  alpn: z.exactOptional(z.string()),
  chain: z.exactOptional(z.array(certificate)),
  authorizationError: z.exactOptional(z.string()),
  authorizationReason: z.exactOptional(z.string()),
  endsInGenuineRoot: z.exactOptional(z.boolean()),
  signatureMismatch: z.exactOptional(z.enum(['key', 'name']).nullable()),
  root: z.exactOptional(z.object({ subject: z.string(), sha256: z.string(), isPublic: z.boolean() }).nullable()),
  completion: z.exactOptional(z.object({ sent: number, fetches: z.array(z.object({ url: z.string(), code: z.string() })) })),
  systemTrusted: z.exactOptional(z.boolean().nullable()),
  nameError: z.exactOptional(z.string()),
  receivedBytes: z.exactOptional(number),
  alert: z.exactOptional(z.object({ level: number, number })),
  firstBytes: z.exactOptional(z.string()),
});

const http = z.object({
  method: z.exactOptional(z.string()),
  status: z.exactOptional(number),
  reason: z.exactOptional(z.string()),
  headers: z.exactOptional(headers),
  location: z.exactOptional(z.string()),
  bodyBytes: z.exactOptional(number),
  bodyTruncated: z.exactOptional(z.boolean()),
  bodySha256: z.exactOptional(z.string()),
  derBytes: z.exactOptional(number),
  bodyExcerpt: z.exactOptional(z.string()),
  contentType: z.exactOptional(z.string()),
  signed: z.exactOptional(
    z.object({
      kind: z.enum(['crl', 'ocsp', 'certificate']),
      signer: z.string(),
      thisUpdate: z.string(),
      nextUpdate: z.string(),
      isPublic: z.boolean(),
    }),
  ),
  idleMs: z.exactOptional(number),
  closeNotify: z.exactOptional(z.boolean()),
});

const step = {
  peer: z.enum(['target', 'proxy', 'control']),
  startMs: number,
  durationMs: number,
  failure: z.exactOptional(failureSchema),
};
export const stepSchema: z.ZodType<Step> = z.discriminatedUnion('layer', [
  z.object({ layer: z.literal('dns'), ...step, facts: dns }),
  z.object({ layer: z.literal('tcp'), ...step, facts: tcp }),
  z.object({ layer: z.literal('proxy'), ...step, facts: proxy }),
  z.object({ layer: z.literal('tls'), ...step, facts: tls }),
  z.object({ layer: z.literal('http'), ...step, facts: http }),
]);

export const observationSchema: z.ZodType<Observation> = z.object({
  probe: z.string(),
  startedAt: z.string(),
  steps: z.array(stepSchema),
  otherFamily: z.exactOptional(z.array(stepSchema)),
  earlierAttempts: z.array(
    z.object({
      layer: z.enum(['dns', 'tcp', 'proxy', 'tls', 'http']),
      peer: step.peer,
      failure: failureSchema,
      durationMs: z.exactOptional(number),
      address: z.exactOptional(z.string()),
      retryAfterSeconds: z.exactOptional(number),
    }),
  ),
});
