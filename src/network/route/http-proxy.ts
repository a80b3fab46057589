import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import { authority } from '../../model/network/route.ts';
import { authenticated } from '../auth/index.ts';
import { evidentHeaders } from '../http.ts';
import { failureOf, StepFailure } from '../trace.ts';
import { type ConnectAnswer, connectOnce } from './connect/connect-method.ts';
import { stepWithProxy } from './connect/silent-proxy.ts';
import { forwardPlain } from './http-forward.ts';
import type { OpenRequest, RouteKind } from './kind.ts';
import { asked, notTried } from './proxy-gate.ts';
import { openProxy, redial } from './proxy-stream.ts';

/** An HTTP proxy: CONNECT for tunnels (RFC 9110 section 9.3.6), absolute-form for plain http. The target's name is the proxy's to resolve. */
export const httpProxy: RouteKind = {
  open: async (request) => {
    const stream = await openProxy(request);
    if (stream === undefined) return { otherFamily: [] };
    const tunnel = await tunnelStep(request, stream);
    return tunnel === undefined ? { otherFamily: [] } : { stream: tunnel, otherFamily: [] };
  },
  forward: forwardPlain,
};

function tunnelStep(request: OpenRequest, first: Duplex): Promise<Duplex | undefined> {
  const uri = authority(request.target);
  return stepWithProxy(request, 'proxy', async (signal, note, hold) => {
    let stream: Duplex | undefined = first;
    const outcome = await authenticated<ConnectAnswer>(
      asked(request, { method: 'CONNECT', uri }, { signal, note, hold }),
      async (authorization, { fresh, mayRepeat }) => {
        if (fresh) stream?.destroy();
        const answer = await connectAgain(fresh ? undefined : stream, request, { authorization, mayRepeat, signal });
        stream = answer.reusable ? answer.on : undefined;
        const { status, headers, challenges } = answer;
        const peerCertificate = answer.on instanceof TLSSocket ? answer.on.getPeerX509Certificate()?.raw : undefined;
        return { answer, status, headers, challenges, peerCertificate, isKept: async () => answer.reusable, discard: () => undefined };
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
    throw (
      notTried(request.route, auth) ??
      new StepFailure(`HTTP_${answer.status}`, `the proxy answered CONNECT with ${answer.status} ${answer.reason}`.trim())
    );
  });
}

interface Attempt {
  readonly authorization: string | undefined;
  readonly mayRepeat: boolean;
  readonly signal: AbortSignal;
}

/**
 * A kept connection may have been closed meanwhile. Where credentials are proved that is no answer yet, and the request is sent once more on a fresh
 * one; otherwise nobody knows whether they were refused by that.
 */
async function connectAgain(
  kept: Duplex | undefined,
  request: OpenRequest,
  { authorization, mayRepeat, signal }: Attempt,
): Promise<ConnectAnswer & { readonly on: Duplex }> {
  const target = authority(request.target);
  if (kept !== undefined && !kept.destroyed && !kept.readableEnded) {
    try {
      return { ...(await connectOnce(kept, target, authorization, signal)), on: kept };
    } catch (error) {
      const { code } = failureOf(error);
      if (authorization === undefined || !mayRepeat || signal.aborted || !KEPT_CONNECTION_ENDED.has(code)) throw error;
    }
  }
  const fresh = await redial(request);
  return { ...(await connectOnce(fresh, target, authorization, signal)), on: fresh };
}

const KEPT_CONNECTION_ENDED = new Set(['CLOSED', 'ECONNRESET', 'EPIPE']);
