import type { RouteKind } from './kind.ts';
import { reach } from './reach.ts';

/** No proxy: the target's name is ours to resolve, its addresses ours to connect to. */
export const direct: RouteKind = {
  open: async ({ target, trace, context, publicOnly, onOtherFamily }) => {
    const to = {
      host: target.host,
      port: target.port,
      peer: 'target',
      trace,
      context,
      ...(publicOnly === true ? { publicOnly } : {}),
      ...(onOtherFamily === undefined ? {} : { onOtherFamily }),
    } as const;
    const { socket, otherFamily } = await reach(to, true);
    return socket === undefined ? { otherFamily } : { stream: socket, otherFamily };
  },
};
