import type { Duplex } from 'node:stream';
import { authority, urlHost } from '../../model/network/route.ts';
import { authenticated, type Sent } from '../auth/index.ts';
import { evidentHeaders, type HttpConnection, type HttpRequest, type HttpResponse, httpConnection } from '../http.ts';
import { StepFailure } from '../trace.ts';
import { stepWithProxy } from './connect/silent-proxy.ts';
import type { Forwarded, OpenRequest } from './kind.ts';
import { asked, notTried } from './proxy-gate.ts';
import { openProxy, redial } from './proxy-stream.ts';

/** A plain `http` request in absolute form (RFC 9112 section 3.2.2). */
export async function forwardPlain(request: OpenRequest, httpRequest: HttpRequest): Promise<Forwarded | undefined> {
  const stream = await openProxy(request);
  if (stream === undefined) return undefined;
  const { target } = request;
  const origin = `http://${target.port === 80 ? urlHost(target.host) : authority(target)}`;
  let mayDial = true;
  let connection = httpConnection(origin, prepared(stream, request));
  const response = await stepWithProxy(request, 'proxy', async (signal, note, hold) => {
    const absolute = { ...httpRequest, path: `${origin}${httpRequest.path}` };
    const outcome = await authenticated(
      asked(request, { method: httpRequest.method, uri: absolute.path }, { signal, note, hold }),
      async (authorization, { fresh, sameConnection }) => {
        if (fresh) {
          connection.close();
          connection = httpConnection(origin, () => (mayDial ? redial(request) : Promise.reject(closedBetween())));
        }
        mayDial = !sameConnection;
        return sentOver(connection, absolute, authorization, signal);
      },
    );
    const { answer, ...auth } = outcome;
    note({ status: answer.status, reason: answer.reason, headers: evidentHeaders(answer.headers), bodyExcerpt: '', ...auth });
    if (answer.status === 407) throw notTried(request.route, auth) ?? new StepFailure('HTTP_407', 'the proxy answered with 407');
    return answer;
  });
  if (response === undefined) connection.close();
  return response === undefined ? undefined : { response, close: () => connection.close() };
}

async function sentOver(
  connection: HttpConnection,
  request: HttpRequest,
  authorization: string | undefined,
  signal: AbortSignal,
): Promise<Sent<HttpResponse>> {
  const headers = authorization === undefined ? request.headers : { ...request.headers, 'proxy-authorization': authorization };
  const answer = await connection.send({ ...request, headers }, signal);
  return {
    answer,
    status: answer.status,
    headers: answer.headers,
    challenges: (answer.headers['proxy-authenticate'] ?? '').split('\n'),
    isKept: () => connection.isKeptAfter(answer, signal),
    discard: () => answer.body.resume(),
  };
}

function closedBetween(): StepFailure {
  return new StepFailure('CLOSED', 'the proxy closed the connection in the middle of the log-on');
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
