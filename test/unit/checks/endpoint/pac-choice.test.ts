import t from 'tap';
import { routeTaken, routeTold } from '../../../../src/checks/endpoint/verdict/route/route-taken.ts';
import type { Step } from '../../../../src/model/network/observation.ts';
import type { Route } from '../../../../src/model/network/route.ts';

const route: Route = { name: 'pac:pac.test/p', kind: 'pac', auth: 'auto', pacUrl: 'http://pac.test/p' };
const DEAD = {
  text: 'PROXY dead.test:8080',
  kind: 'http',
  host: 'dead.test',
  port: 8080,
  layer: 'tcp',
  failure: { code: 'ECONNREFUSED', message: '' },
  elapsedMs: 1,
} as const;
const chose = (facts: object): readonly Step[] => [
  { layer: 'proxy', peer: 'proxy', startMs: 0, durationMs: 1, facts: { pacUrl: 'http://pac.test/p', ...facts } } as Step,
];

t.test('the route that was walked, and the one that a finding is about', async (t) => {
  const direct = chose({ pacChosen: 'DIRECT', pacSkipped: [DEAD] });
  const socks = chose({ pacChosen: 'SOCKS s.test', pacSkipped: [], pacProxy: { kind: 'socks4', host: 's.test', port: 1080 } });
  t.match(routeTaken(route, direct), { name: route.name, kind: 'direct', via: undefined });
  t.match(routeTaken(route, socks), { kind: 'socks4', via: { host: 's.test', port: 1080 } });
  t.equal(routeTaken(route, chose({})), route, 'it had not chosen yet');
  t.match(routeTold(route, direct, 'dead.test:8080'), { kind: 'http', via: { host: 'dead.test', port: 8080 } });
  t.match(routeTold(route, direct, undefined), { kind: 'direct' });
});
