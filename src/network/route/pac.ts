import net from 'node:net';
import type { ProxyFacts, SkippedProxy, Step } from '../../model/network/observation.ts';
import { authority, type HostPort, type Route, urlHost } from '../../model/network/route.ts';
import { cut } from '../../text/cut.ts';
import { maskedResult } from '../pac/masked-result.ts';
import { findProxyFor } from '../pac/script.ts';
import { type Note, StepFailure, Trace } from '../trace.ts';
import { proxyFromEnvironment } from './environment.ts';
import type { Forwarded, Opened, OpenRequest, RouteKind } from './kind.ts';
import { type PacEntry, parsePacResult } from './pac-list.ts';
import { lookUp } from './reach.ts';

/** What a PAC script, or the environment's variables, choose for each URL; of a list the first entry whose proxy can be reached. */
export const pac: RouteKind = {
  open: async (request) => {
    const opened = await overFirstUsable<Opened>(request, request.path, (kind, entry) => kind.open(entry));
    return opened ?? { otherFamily: [] };
  },
  forward: (request, httpRequest) =>
    overFirstUsable<Forwarded>(request, httpRequest.path, async (kind, entry) => {
      if (kind.forward !== undefined) return kind.forward(entry, httpRequest);
      const { stream } = await kind.open(entry);
      if (stream === undefined) return undefined;
      const { httpConnection } = await import('../http.ts');
      const connection = httpConnection(`http://${authority(entry.target)}`, async () => stream);
      const response = await entry.trace.step('http', 'target', (signal) => connection.send(httpRequest, signal));
      return response === undefined ? undefined : { response, close: connection.close };
    }),
};

/** The script's turn, its own work and the names it asks for have limits of their own; this one only has to be longer. */
const CHOICE_LIMIT_MS = 3_600_000;

async function overFirstUsable<T>(
  request: OpenRequest,
  path: string,
  use: (kind: RouteKind, entry: OpenRequest) => Promise<T | undefined>,
): Promise<T | undefined> {
  const { trace, context, route } = request;
  const skipped: SkippedProxy[] = [];
  const entries = await choose(request, path);
  if (entries === undefined) return undefined;
  for (const [index, entry] of entries.entries()) {
    const kind = await request.kindOf(entry.kind);
    if (kind === undefined) continue;
    const aside = new Trace(context, trace.beganMs);
    const chosenInClear = /^http:/i.test(route.pacUrl ?? '');
    const target = await targetOf(entry, { ...request, trace: aside });
    const used =
      target === undefined ? undefined : await use(kind, { ...request, target, route: routeOf(route, entry), trace: aside, chosenInClear });
    const dead = deadProxy(entry, aside.steps.at(-1));
    if (dead !== undefined && index < entries.length - 1) {
      skipped.push(dead);
      continue;
    }
    const via = entry.kind === 'direct' ? {} : { pacProxy: { kind: entry.kind, host: entry.host, port: entry.port } };
    amend(trace, { pacChosen: entry.text, pacSkipped: skipped, ...via });
    trace.steps.push(...aside.steps);
    return used;
  }
  return undefined;
}

/** The target as the proxy gets it; undefined: its name had to be resolved here, and was not. */
async function targetOf(entry: PacEntry, { target, trace, context, publicOnly }: OpenRequest): Promise<HostPort | undefined> {
  if (entry.resolvesTarget !== true) return target;
  const addresses = await lookUp({ ...target, peer: 'target', trace, context, ...(publicOnly === true ? { publicOnly } : {}) }, [4]);
  const address = addresses?.find((one) => net.isIPv4(one));
  return address === undefined ? undefined : { host: address, port: target.port };
}

/** A proxy that cannot be reached at all: then the next of the list is taken, as browsers do. */
function deadProxy(entry: PacEntry, last: Step | undefined): SkippedProxy | undefined {
  if (last?.failure === undefined || last.peer !== 'proxy' || (last.layer !== 'dns' && last.layer !== 'tcp')) return undefined;
  return {
    text: entry.text,
    kind: entry.kind,
    host: entry.host,
    port: entry.port,
    layer: last.layer,
    failure: last.failure,
    elapsedMs: last.durationMs,
  };
}

async function choose({ route, scheme, target, trace, context }: OpenRequest, path: string): Promise<readonly PacEntry[] | undefined> {
  const pacUrl = route.pacUrl ?? '';
  const choice = async (note: Note<'proxy'>): Promise<readonly PacEntry[]> => {
    const url = toldUrl(scheme, target, path);
    note({ pacUrl });
    const result = pacUrl === 'env:' ? fromEnvironment(new URL(url)) : await findProxyFor(pacUrl, { url, host: target.host }, context);
    const told = maskedResult(result);
    note({ pacResult: cut(told, 1000) });
    const entries = parsePacResult(result);
    if (entries.length === 0) throw new StepFailure('PAC_RESULT', `the PAC script returned nothing usable: ${cut(told, 200)}`);
    return entries;
  };
  return trace.step('proxy', 'proxy', (_signal, note) => choice(note), CHOICE_LIMIT_MS);
}

/** What a script is told: of https no path, as a script comes over the network and could pass on what it sees; the host without brackets. */
export function toldUrl(scheme: OpenRequest['scheme'], target: HostPort, path: string): string {
  const isPlain = scheme === 'http';
  const isUsual = target.port === (isPlain ? 80 : 443);
  return `${isPlain ? 'http' : 'https'}://${isUsual ? urlHost(target.host) : authority(target)}${isPlain ? path : '/'}`;
}

const KEYWORDS: Readonly<Record<string, string>> = {
  http: 'PROXY',
  https: 'HTTPS',
  socks: 'SOCKS4',
  socks4: 'SOCKS4',
  socks4a: 'SOCKS4A',
  socks5: 'SOCKS5',
  socks5h: 'SOCKS5',
};

function fromEnvironment(url: URL): string {
  const proxy = proxyFromEnvironment(url, process.env);
  if (proxy === '') return 'DIRECT';
  const parsed = parsedUrl(proxy);
  const keyword = KEYWORDS[parsed?.protocol.replace(/:$/, '') ?? ''];
  if (parsed === undefined || keyword === undefined)
    throw new StepFailure('PAC_RESULT', 'the proxy variable of the environment is not the URL of a proxy');
  return `${keyword} ${parsed.hostname}:${writtenPort(proxy) ?? (keyword === 'HTTPS' ? '443' : '1080')}`;
}

/** URL parsers drop a port that is the scheme's own: `http://proxy:80` would become curl's default of 1080. */
function writtenPort(proxy: string): string | undefined {
  return /:(\d{1,5})\/*$/.exec(proxy)?.[1];
}

function parsedUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

function routeOf(route: Route, entry: PacEntry): Route {
  const { pacUrl: _script, via: _via, ...rest } = route;
  return entry.kind === 'direct' ? { ...rest, kind: 'direct' } : { ...rest, kind: entry.kind, via: { host: entry.host, port: entry.port } };
}

function amend(trace: Trace, facts: Pick<Partial<ProxyFacts>, 'pacChosen' | 'pacSkipped' | 'pacProxy'>): void {
  const last = trace.steps.pop();
  if (last?.layer === 'proxy') trace.steps.push({ ...last, facts: { ...last.facts, ...facts } });
}
