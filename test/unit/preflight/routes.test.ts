import t from 'tap';
import { routeBeside, type SpecifiedRoute, uniqueRoutes } from '../../../src/preflight/routes.ts';
import { parseRoute } from '../../../src/settings/route-spec.ts';

const written = (spec: string): SpecifiedRoute => ({ spec, isSetting: false, ...parseRoute(spec, 'auto', {}) });

t.test('names are unique and tell what differs', async (t) => {
  const names = (...specs: readonly string[]) => uniqueRoutes(specs.map(written)).map(({ route }) => route.name);
  t.same(names('http://p:1', 'http://alice@p:1', 'http://bob@p:1'), ['p:1', 'alice@p:1', 'bob@p:1']);
  t.same(names('http://alice@p:1', 'http://p:1'), ['p:1', 'anonymous@p:1']);
  t.same(names('http://p:1', 'socks5://p:1', 'https://p:1'), ['p:1', 'socks5://p:1', 'https://p:1']);
  t.same(names('http://p:1', 'socks5://p:1', 'socks5://a@p:1'), ['p:1', 'socks5://p:1', 'socks5://a@p:1']);
  t.throws(() => names('http://p:1', 'direct', 'HTTP://P:1/'), { name: 'UsageError', message: /"http:\/\/P:1\/" is given twice/ });
});

t.test('routes keep the order in which they were given, settings of the machine among them', async (t) => {
  const setting = (spec: string, found: string): SpecifiedRoute => ({ spec, isSetting: true, ...parseRoute(found, 'auto', {}) });
  const names = (...routes: readonly SpecifiedRoute[]) => uniqueRoutes(routes).map(({ route }) => route.name);
  const warnings = (...routes: readonly SpecifiedRoute[]) => uniqueRoutes(routes).flatMap((route) => route.warnings);
  t.same(names(setting('from-site', 'http://p:1'), written('direct')), ['p:1', 'direct']);
  t.same(names(written('direct'), setting('from-site', 'http://p:1'), written('http://q:1')), ['direct', 'p:1', 'q:1']);
  t.same(
    names(setting('from-site', 'direct'), written('http://p:1'), written('direct')),
    ['direct', 'p:1'],
    'the same route is checked once',
  );
  t.same(warnings(setting('from-site', 'direct'), written('direct')), [
    'the routes "from-site" and "direct" are the same here; it is checked once, as direct',
  ]);
  t.same(warnings(written('http://a:geheim@p:1'), setting('from-site', 'http://a@p:1')).join('\n').includes('geheim'), false);
  t.throws(() => names(setting('winhttp', 'direct'), setting('WinHTTP', 'direct')), { message: 'the route "WinHTTP" is given twice' });
  t.throws(() => names(written('http://p:1'), setting('from-site', 'http://p:1'), written('http://p:1')), { message: /given twice/ });
});

t.test('a route beside others is one of them, or has a name of its own', async (t) => {
  const others = uniqueRoutes(['direct', 'http://p:1'].map(written));
  const beside = (spec: string) => routeBeside(parseRoute(spec, 'auto', {}), others);
  t.equal(beside('direct'), others[0]);
  t.equal(beside('http://P:1'), others[1]);
  t.equal(beside('http://q:1').route.name, 'q:1');
  t.equal(beside('http://alice@p:1').route.name, 'alice@p:1', 'as somebody else');
});
