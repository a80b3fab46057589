import t from 'tap';
import type { Route } from '../../../../src/model/network/route.ts';
import { direct } from '../../../../src/network/route/direct.ts';
import { routeKind } from '../../../../src/network/route/index.ts';
import { trustAnchors } from '../../../../src/network/tls/handshake.ts';
import { Trace } from '../../../../src/network/trace.ts';
import { respond, serve } from '../../../support/dns-server.ts';
import { contextOf, serverFor } from '../../../support/network/lone-route.ts';

t.test('the other family is told before the first one is connected to: two silences are waited for side by side', async (t) => {
  const port = await serverFor(t, () => undefined);
  const resolver = await serve((query) => {
    const type = query.questions?.[0]?.type;
    const data = type === 'AAAA' ? '::1' : '127.0.0.1';
    return [respond(query, { answers: [{ type: type === 'AAAA' ? 'AAAA' : 'A', name: 'ok.example.com', ttl: 60, data }] })];
  });
  t.teardown(() => resolver.close());
  const context = contextOf(t, 8000, { kind: 'udp', address: resolver.address, port: resolver.port });
  const trace = new Trace(context);
  const told: { readonly addresses: readonly string[]; readonly steps: readonly string[] }[] = [];
  const route: Route = { name: 'direct', kind: 'direct', auth: 'none' };
  const opened = await direct.open({
    ...{ route, trace, context, anchors: trustAnchors([], false), kindOf: routeKind },
    ...{ target: { host: 'ok.example.com', port }, scheme: 'https', path: '/' },
    onOtherFamily: (addresses) => told.push({ addresses, steps: trace.steps.map(({ layer }) => layer) }),
  });
  opened.stream?.destroy();
  t.same(told, [{ addresses: ['::1'], steps: ['dns'] }]);
  t.same(
    trace.steps.map(({ layer }) => layer),
    ['dns', 'tcp'],
  );
  t.same(opened.otherFamily, ['::1']);
});
