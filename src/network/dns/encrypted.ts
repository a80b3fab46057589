import { connect, rootCertificates } from 'node:tls';
import { Agent, request } from 'undici';
import { unanswered, within } from '../timing/limit.ts';
import { failureOf } from '../trace.ts';
import { type Exchange, type Exchanged, failedExchange, noResolver, type Server, serverName } from './exchange.ts';
import { encodeQuery, type Question, readReply } from './message.ts';
import { askStream } from './stream.ts';

const DOT_PORT = 853;
const MAX_ANSWER_BYTES = 65_535;
const DNS_MESSAGE = 'application/dns-message';

/** DNS over TLS (RFC 7858), certificate checked against the bundled roots and `extraRootsPem`. */
export function overTls(server: Server, servername: string | undefined, extraRootsPem: readonly string[]): Exchange {
  const who = { resolver: serverName(server, DOT_PORT), transport: 'tls' } as const;
  const named = servername === undefined ? {} : { servername };
  const options = { host: server.address, port: server.port, rejectUnauthorized: true, ...named, ...roots(extraRootsPem) };
  return (question, limit) => askStream(() => connect(options), who, server.address, question, limit);
}

/** DNS over HTTPS (RFC 8484) by POST; connections are kept for the next question. */
export function overHttps(url: string, extraRootsPem: readonly string[]): Exchange {
  const who = { resolver: url, transport: 'https' } as const;
  const agent = agentFor(extraRootsPem);
  return async (question, limit) => {
    const started = performance.now();
    const gone = new AbortController();
    const onLimit = (code: string): Exchanged => ({ ...who, failure: { code, message: unanswered(code, started) } });
    return within(limit, onLimit, (finish) => {
      post(url, agent, question, gone.signal).then(
        (exchanged) => finish({ ...who, ...exchanged }),
        (error: unknown) => finish(unreachable(error, who)),
      );
      return () => gone.abort();
    });
  };
}

function roots(extraRootsPem: readonly string[]): { readonly ca?: string[] } {
  return extraRootsPem.length === 0 ? {} : { ca: [...rootCertificates, ...extraRootsPem] };
}

let shared: { readonly key: string; readonly agent: Agent } | undefined;

/** Idle connections do not keep the process alive. */
function agentFor(extraRootsPem: readonly string[]): Agent {
  const key = extraRootsPem.join();
  if (shared?.key !== key)
    shared = { key, agent: new Agent({ allowH2: true, connect: { rejectUnauthorized: true, ...roots(extraRootsPem) }, connections: 8 }) };
  return shared.agent;
}

/** The query id is zero, so that caches on the way can answer (RFC 8484 section 4.1). */
async function post(url: string, agent: Agent, question: Question, signal: AbortSignal): Promise<Pick<Exchanged, 'reply' | 'failure'>> {
  const headers = { accept: DNS_MESSAGE, 'content-type': DNS_MESSAGE };
  const response = await request(url, { method: 'POST', headers, body: encodeQuery(question, 0, true), dispatcher: agent, signal });
  const body = await bodyOf(response.body);
  if (response.statusCode !== 200) {
    return { failure: { code: `HTTP_${response.statusCode}`, message: `the resolver answered with HTTP status ${response.statusCode}` } };
  }
  const type = String(response.headers['content-type'] ?? 'no content type');
  if (!type.toLowerCase().startsWith(DNS_MESSAGE))
    return { failure: { code: 'MALFORMED', message: `the resolver sent ${type.slice(0, 100)}` } };
  if (body === undefined) return { failure: { code: 'MALFORMED', message: `the resolver sent more than ${MAX_ANSWER_BYTES} bytes` } };
  const reading = readReply(body, question, 0);
  if (reading.kind === 'reply') return { reply: reading.reply };
  return { failure: { code: reading.kind.toUpperCase(), message: `the resolver sent ${reading.detail}` } };
}

/** Undefined when there is more of it than a DNS message can have. */
async function bodyOf(body: AsyncIterable<Buffer>): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > MAX_ANSWER_BYTES) return undefined;
  }
  return Buffer.concat(chunks);
}

/** The resolver's own name may be the one that does not resolve: that says nothing about the name that was asked for. */
function unreachable(error: unknown, who: Pick<Exchanged, 'resolver' | 'transport'>): Exchanged {
  const failure = failureOf(error);
  if (failure.syscall !== 'getaddrinfo') return failedExchange(error, who, new URL(who.resolver).hostname);
  return { ...who, failure: noResolver(`the resolver's own name was not found: ${failure.message}`), localFault: true };
}
