import { authority, type Route, urlHost } from '../../model/route.ts';
import { findProxyFor, startPacThread } from '../pac-script.ts';
import { StepFailure, Trace } from '../trace.ts';
import { proxyFromEnvironment } from './environment.ts';
import type { Forwarded, Opened, OpenRequest, RouteKind } from './kind.ts';
import { type PacEntry, parsePacResult } from './pac-list.ts';

/** What a PAC script, or the environment's variables, choose for each URL; of a list the first entry whose proxy can be reached. */
export const pac: RouteKind = {
  open: async (request) => {
    const opened = await overFirstUsable<Opened>(request, (kind, entry) => kind.open(entry));
    return opened ?? { otherFamily: [] };
  },
  forward: (request, httpRequest) =>
    overFirstUsable<Forwarded>(request, async (kind, entry) => {
      if (kind.forward !== undefined) return kind.forward(entry, httpRequest);
      const { stream } = await kind.open(entry);
      if (stream === undefined) return undefined;
      const { httpConnection } = await import('../http.ts');
      const connection = httpConnection(`http://${authority(entry.target)}`, async () => stream);
      const response = await entry.trace.step('http', 'target', (signal) => connection.send(httpRequest, signal));
      return response === undefined ? undefined : { response, close: connection.close };
    }),
};

async function overFirstUsable<T>(
  request: OpenRequest,
  use: (kind: RouteKind, entry: OpenRequest) => Promise<T | undefined>,
): Promise<T | undefined> {
  const { trace, context, route } = request;
  const skipped: string[] = [];
  const entries = await choose(request);
  if (entries === undefined) return undefined;
  for (const [index, entry] of entries.entries()) {
    const kind = await request.kindOf(entry.kind);
    if (kind === undefined) continue;
    const aside = new Trace(context, trace.beganMs);
    const chosenInClear = /^http:/i.test(route.pacUrl ?? '');
    const used = await use(kind, { ...request, route: routeOf(route, entry), trace: aside, chosenInClear });
    const last = aside.steps.at(-1);
    const unreachable = last?.failure !== undefined && last.peer === 'proxy' && (last.layer === 'dns' || last.layer === 'tcp');
    if (unreachable && index < entries.length - 1) {
      skipped.push(`${entry.text}: ${last.failure?.code ?? ''}`);
      continue;
    }
    amend(trace, { pacChosen: entry.text, pacSkipped: skipped });
    trace.steps.push(...aside.steps);
    return used;
  }
  return undefined;
}

async function choose({ route, target, trace, context }: OpenRequest): Promise<readonly PacEntry[] | undefined> {
  if (route.pacUrl !== 'env:') await startPacThread(route.pacUrl ?? '', context);
  return trace.step('proxy', 'proxy', async (signal, note) => {
    const scheme = target.port === 80 ? 'http' : 'https';
    const isUsual = target.port === 80 || target.port === 443;
    const url = new URL(`${scheme}://${isUsual ? urlHost(target.host) : authority(target)}/`);
    note({ pacUrl: route.pacUrl ?? '' });
    const result = route.pacUrl === 'env:' ? fromEnvironment(url) : await findProxyFor(route.pacUrl ?? '', url, context, signal);
    note({ pacResult: result.slice(0, 1000) });
    const entries = parsePacResult(result);
    if (entries.length === 0) throw new StepFailure('PAC_RESULT', `the PAC script returned nothing usable: ${result.slice(0, 200)}`);
    return entries;
  });
}

const KEYWORDS: Readonly<Record<string, string>> = {
  http: 'PROXY',
  https: 'HTTPS',
  socks: 'SOCKS4',
  socks4: 'SOCKS4',
  socks4a: 'SOCKS4',
  socks5: 'SOCKS5',
  socks5h: 'SOCKS5',
};

function fromEnvironment(url: URL): string {
  const proxy = proxyFromEnvironment(url, process.env);
  if (proxy === '') return 'DIRECT';
  const parsed = parsedUrl(proxy);
  const keyword = KEYWORDS[parsed?.protocol.replace(/:$/, '') ?? ''];
  if (parsed === undefined || keyword === undefined)
    throw new StepFailure('PAC_RESULT', 'the proxy variable of the environment is no URL of a proxy');
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

function amend(trace: Trace, facts: { readonly pacChosen: string; readonly pacSkipped: readonly string[] }): void {
  const last = trace.steps.pop();
  if (last?.layer === 'proxy') trace.steps.push({ ...last, facts: { ...last.facts, ...facts } });
}
