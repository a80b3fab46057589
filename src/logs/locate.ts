import { authority } from '../model/network/route.ts';
import type { ComponentContext, Request, ThreadContext } from './context.ts';
import type { LogEntry } from './entries/entry.ts';
import type { RecognisedError } from './errors/recognise.ts';
import { type Attribution, keyOf, type LoggedFailure } from './logged-error.ts';
import { listedHost, looksLikeProxy, namedServer, quotedHost, type RequestTarget, shareIn, socketAddress } from './requests.ts';

/** Causes of the proxy as a whole, whatever host was asked for. */
const OF_THE_PROXY: ReadonlySet<string> = new Set(['proxy.dns', 'proxy.unreachable', 'proxy.pac-failed']);
/** Components that do one piece of work at a time, and hear of it on other threads (KB 3187516). */
const ONE_AT_A_TIME = /^(?:SMS_DMP_|SMS_SERVICE_CONNECTOR|SMS_CLOUDCONNECTION|ServiceConnectionTool|SMS_AZUREAD)/i;

/** Everything around an entry from which its host can be read. */
export interface Where {
  readonly entry: LogEntry;
  /** Those of the entry. */
  readonly urls: readonly RequestTarget[];
  readonly context: ThreadContext;
  readonly component: ComponentContext;
  /** Does a catalog list the host? */
  readonly isListed: (host: string) => boolean;
}

/** A failure, and whether its words alone name its host: then it is the same whatever was asked for before. */
export interface LocatedFailure {
  readonly failure: LoggedFailure;
  readonly isNamed: boolean;
}

/** What fails by an entry: where, what it is taken for, and how its host is known. */
export function failureOf(found: RecognisedError, where: Where): LocatedFailure {
  const { entry, urls, context, component } = where;
  const { target, attribution, isNamed = false } = targetOf(found, where);
  const { error } = found;
  const own = error.plainCause !== undefined && target?.scheme === 'http' ? error.plainCause : error.cause;
  const isOfTheWay = own?.startsWith('tcp.') === true && own !== 'tcp.local-limit';
  const socket = isOfTheWay ? socketAddress(entry.text) : undefined;
  const isProxy = socket !== undefined && isOfProxy(socket, target);
  const cause = isProxy ? 'proxy.unreachable' : own;
  const quoted = cause === 'proxy.dns' ? quotedHost(entry.text) : undefined;
  const proxy = isProxy
    ? authority({ host: socket.address, port: socket.port })
    : (quoted ?? (context.proxy === '' ? undefined : context.proxy) ?? null);
  const place = target ?? (socket === undefined ? undefined : socketTarget(socket));
  const operation = found.operation ?? context.operation;
  const failure = {
    subject: OF_THE_PROXY.has(cause ?? '') ? { proxy: proxy ?? 'proxy' } : (place ?? { component: entry.component ?? 'unnamed' }),
    ...{ cause, error, attribution, proxy, written: found.written, codes: found.codes },
    url: target?.url ?? urls[0]?.url ?? null,
    operation: operation ?? null,
    connectsDirectly: component.connectsDirectly === true,
    place: target === undefined ? null : authority(target),
  };
  return { failure: { ...failure, key: keyOf(failure) }, isNamed };
}

/** Whoever refused on another port than that of the request, or has an address of the inside with a proxy's port, is the proxy. */
function isOfProxy(socket: { readonly address: string; readonly port: number }, target: RequestTarget | undefined): boolean {
  return looksLikeProxy(socket)
    ? target?.host !== socket.address
    : target !== undefined && target.host !== socket.address && socket.port !== target.port;
}

function socketTarget({ address, port }: { readonly address: string; readonly port: number }): RequestTarget {
  const scheme = port === 80 ? 'http' : 'https';
  return { host: address, port, scheme, url: `${scheme}://${authority({ host: address, port })}/` };
}

function targetOf(
  { error }: RecognisedError,
  { entry: { text, component: name }, urls, context, component, isListed }: Where,
): { readonly target?: RequestTarget; readonly attribution: Attribution; readonly isNamed?: boolean } {
  if (error.isRoleSentence === true && 'isOfOtherProgram' in error) return { attribution: 'none' };
  const share = error.isOfShare === true ? shareIn(text) : undefined;
  if (error.isOfShare === true) return share === undefined ? { attribution: 'none' } : { target: share, attribution: 'entry' };
  const request = requestOf(context, component, name);
  const [named] = urls;
  const unresolved = error.cause?.startsWith('dns.') === true ? quotedHost(text) : undefined;
  const meant = error.host ?? (/\bMISE12034\b/.test(text) ? 'login.microsoftonline.com' : undefined);
  const listed =
    unresolved === undefined && named === undefined && meant === undefined ? (listedHost(text, isListed) ?? namedServer(text)) : undefined;
  const bareHost = unresolved ?? meant;
  const bare = bareHost === undefined ? listed : { host: bareHost, port: 443 };
  if (bare !== undefined) {
    const same = [named, request?.target].find((one) => one?.host === bare.host);
    const usual = bare.port === 443 || bare.port === 80;
    const scheme = bare.port === 80 ? 'http' : 'https';
    return { target: same ?? { ...bare, scheme, url: `${scheme}://${bare.host}${usual ? '' : `:${bare.port}`}/` }, attribution: 'entry' };
  }
  if (named !== undefined) return { target: named, attribution: 'entry', isNamed: true };
  if (request === undefined) return { attribution: 'none' };
  return { target: request.target, attribution: request === context.request ? 'earlier request' : 'request of the component' };
}

/** The request at hand: that of the thread, or where it has none that is open, the last one of the component. */
export function requestOf(context: ThreadContext, component: ComponentContext, name: string | null): Request | undefined {
  const own = context.request;
  if (name === null || !ONE_AT_A_TIME.test(name)) return own;
  const last = component.request;
  return own === undefined || (own.isDone && last !== undefined && last.order > own.order) ? last : own;
}
