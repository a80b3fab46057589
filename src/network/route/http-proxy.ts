import type { Duplex } from 'node:stream';
import { authority, urlHost } from '../../model/route.ts';
import { gateOf } from '../auth/gate.ts';
import { authenticated } from '../auth/index.ts';
import { evidentHeaders, httpConnection } from '../http.ts';
import { handshake } from '../tls.ts';
import { failureOf, StepFailure, Trace } from '../trace.ts';
import { type ConnectAnswer, connectOnce } from './connect-method.ts';
import type { OpenRequest, RouteKind } from './kind.ts';
import { reach } from './reach.ts';

/** An HTTP proxy: CONNECT for tunnels (RFC 9110 section 9.3.6), absolute-form for plain http. The target's name is the proxy's to resolve. */
export const httpProxy: RouteKind = {
  open: async (request) => {
    const stream = await openProxy(request);
    if (stream === undefined) return { otherFamily: [] };
    const tunnel = await tunnelStep(request, stream);
    return tunnel === undefined ? { otherFamily: [] } : { stream: tunnel, otherFamily: [] };
  },
  forward: async (request, httpRequest) => {
    const stream = await openProxy(request);
    if (stream === undefined) return undefined;
    const { target, trace, context, route } = request;
    const origin = `http://${target.port === 80 ? urlHost(target.host) : authority(target)}`;
    const connection = httpConnection(origin, prepared(stream, request));
    const response = await trace.step('proxy', 'proxy', async (signal, note) => {
      const absolute = { ...httpRequest, path: `${origin}${httpRequest.path}` };
      const outcome = await authenticated(
        {
          method: httpRequest.method,
          uri: absolute.path,
          auth: route.auth,
          credentials: context.credentialsFor(route),
          proxyHost: route.via?.host ?? '',
          gate: gateOf(context, route),
        },
        async (authorization) => {
          const headers = authorization === undefined ? absolute.headers : { ...absolute.headers, 'proxy-authorization': authorization };
          const answer = await connection.send({ ...absolute, headers }, signal);
          return {
            answer,
            status: answer.status,
            challenges: (answer.headers['proxy-authenticate'] ?? '').split('\n'),
            discard: () => answer.body.resume(),
          };
        },
      );
      const { answer, ...auth } = outcome;
      note({ status: answer.status, reason: '', headers: evidentHeaders(answer.headers), bodyExcerpt: '', ...auth });
      if (answer.status === 407) throw new StepFailure('HTTP_407', 'the proxy answered with 407');
      return answer;
    });
    if (response === undefined) connection.close();
    return response === undefined ? undefined : { response, close: connection.close };
  },
};

/** A stream on which the proxy speaks, TLS included where the proxy wants it. */
async function openProxy({ route, trace, context, anchors }: OpenRequest): Promise<Duplex | undefined> {
  const via = route.via;
  if (via === undefined) return undefined;
  const { socket } = await reach({ host: via.host, port: via.port, peer: 'proxy', trace, context }, false);
  if (socket === undefined || route.kind !== 'https') return socket;
  return trace.step('tls', 'proxy', async (signal, note) => {
    let wrong = '';
    const stream = await handshake(socket, { servername: via.host, maxVersion: 'TLSv1.3', anchors, signal }, (facts) => {
      note(facts);
      wrong = facts.authorizationError || facts.nameError || wrong;
    });
    if (wrong === '') return stream;
    stream.destroy();
    throw new StepFailure(wrong, `the proxy's certificate was not accepted: ${wrong}`);
  });
}

/** The prepared stream first; another one only when the proxy closed it between two requests of one exchange. */
function prepared(first: Duplex, request: OpenRequest): () => Promise<Duplex> {
  let unused: Duplex | undefined = first;
  return async () => {
    const stream = unused;
    unused = undefined;
    return stream ?? redial(request);
  };
}

/** Another connection to the proxy inside a running step; its own steps are not recorded again. */
async function redial(request: OpenRequest): Promise<Duplex> {
  const aside = new Trace(request.context);
  const stream = await openProxy({ ...request, trace: aside });
  if (stream !== undefined) return stream;
  const failure = aside.steps.at(-1)?.failure;
  throw new StepFailure(failure?.code ?? 'CLOSED', failure?.message ?? 'the proxy could not be reached again');
}

function tunnelStep(request: OpenRequest, first: Duplex): Promise<Duplex | undefined> {
  const { target, trace, route, context } = request;
  return trace.step('proxy', 'proxy', async (signal, note) => {
    let stream: Duplex | undefined = first;
    const outcome = await authenticated<ConnectAnswer>(
      {
        method: 'CONNECT',
        uri: authority(target),
        auth: route.auth,
        credentials: context.credentialsFor(route),
        proxyHost: route.via?.host ?? '',
        gate: gateOf(context, route),
      },
      async (authorization, fresh) => {
        if (fresh) stream?.destroy();
        const answer = await connectAgain(fresh ? undefined : stream, request, authorization, signal);
        stream = answer.reusable ? answer.on : undefined;
        return { answer, status: answer.status, challenges: answer.challenges, discard: () => undefined };
      },
    );
    const { answer, ...auth } = outcome;
    note({
      status: answer.status,
      reason: answer.reason,
      headers: evidentHeaders(answer.headers),
      bodyExcerpt: answer.bodyExcerpt,
      ...auth,
    });
    if (answer.stream !== undefined) return answer.stream;
    // A kept connection to the proxy would keep the whole process waiting for it.
    stream?.destroy();
    throw new StepFailure(`HTTP_${answer.status}`, `the proxy answered CONNECT with ${answer.status} ${answer.reason}`.trim());
  });
}

/** A kept connection may have been closed meanwhile; that is no answer yet, so the request is sent once more on a fresh one. */
async function connectAgain(
  kept: Duplex | undefined,
  request: OpenRequest,
  authorization: string | undefined,
  signal: AbortSignal,
): Promise<ConnectAnswer & { readonly on: Duplex }> {
  const target = authority(request.target);
  if (kept !== undefined && !kept.destroyed && !kept.readableEnded) {
    try {
      return { ...(await connectOnce(kept, target, authorization, signal)), on: kept };
    } catch (error) {
      const { code } = failureOf(error);
      if (authorization === undefined || signal.aborted || !KEPT_CONNECTION_ENDED.has(code)) throw error;
    }
  }
  const fresh = await redial(request);
  return { ...(await connectOnce(fresh, target, authorization, signal)), on: fresh };
}

const KEPT_CONNECTION_ENDED = new Set(['CLOSED', 'ECONNRESET', 'EPIPE']);
