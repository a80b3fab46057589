import t from 'tap';
import { parseRoute } from '../../../src/settings/route-spec.ts';

const one = (spec: string, environment: Readonly<Record<string, string>> = {}) => parseRoute(spec, 'auto', environment);

t.test('forms', async (t) => {
  const http = { kind: 'http', auth: 'auto', via: { host: 'proxy.corp.test', port: 8080 } };
  const rows: readonly (readonly [spec: string, route: object, password?: string])[] = [
    ['direct', { name: 'direct', kind: 'direct', auth: 'none' }],
    [' DIRECT ', { name: 'direct', kind: 'direct', auth: 'none' }],
    ['http://proxy.corp.test:8080', { ...http, name: 'proxy.corp.test:8080' }],
    ['http://Proxy.CORP.test.:8080/', { ...http, name: 'proxy.corp.test:8080' }],
    ['http://alice@proxy.corp.test:8080', { ...http, name: 'proxy.corp.test:8080', username: 'alice' }],
    ['http://CORP\\alice@proxy.corp.test:8080', { ...http, name: 'proxy.corp.test:8080', username: 'CORP\\alice' }],
    ['http://CORP%5Calice@proxy.corp.test:8080', { ...http, name: 'proxy.corp.test:8080', username: 'CORP\\alice' }],
    ['http://alice@corp.test@proxy.corp.test:8080', { ...http, name: 'proxy.corp.test:8080', username: 'alice@corp.test' }],
    ['http://alice:p%40ss@proxy.corp.test:8080', { ...http, name: 'proxy.corp.test:8080', username: 'alice' }, 'p@ss'],
    ['http://alice:a@b/c#d:e@proxy.corp.test:8080', { ...http, name: 'proxy.corp.test:8080', username: 'alice' }, 'a@b/c#d:e'],
    ['https://proxy.corp.test', { name: 'proxy.corp.test:443', kind: 'https', via: { host: 'proxy.corp.test', port: 443 }, auth: 'auto' }],
    ['socks5://10.0.0.1', { name: '10.0.0.1:1080', kind: 'socks5', via: { host: '10.0.0.1', port: 1080 }, auth: 'auto' }],
    ['socks5h://10.0.0.1:99', { name: '10.0.0.1:99', kind: 'socks5', via: { host: '10.0.0.1', port: 99 }, auth: 'auto' }],
    ['socks4a://s.test:1', { name: 's.test:1', kind: 'socks4', via: { host: 's.test', port: 1 }, auth: 'auto' }],
    ['http://[FD00::1]:3128', { name: '[fd00::1]:3128', kind: 'http', via: { host: 'fd00::1', port: 3128 }, auth: 'auto' }],
    ['http://bücher.test:80', { name: 'xn--bcher-kva.test:80', kind: 'http', via: { host: 'xn--bcher-kva.test', port: 80 }, auth: 'auto' }],
    ['pac+http://wpad.test/p.pac', { name: 'pac:wpad.test/p.pac', kind: 'pac', auth: 'auto', pacUrl: 'http://wpad.test/p.pac' }],
    ['pac+file:///etc/p.pac', { name: 'pac:file:///etc/p.pac', kind: 'pac', auth: 'auto', pacUrl: 'file:///etc/p.pac' }],
    [
      'pac+http://alice:geheim@wpad.test/p.pac',
      { name: 'pac:wpad.test/p.pac', kind: 'pac', auth: 'auto', pacUrl: 'http://wpad.test/p.pac', username: 'alice' },
      'geheim',
    ],
    ['env', { name: 'env', kind: 'pac', auth: 'auto', pacUrl: 'env:' }],
  ];
  for (const [spec, route, password] of rows) {
    const parsed = one(spec);
    t.strictSame(parsed.route, route, spec);
    t.equal(parsed.password?.reveal(), password, spec);
    t.equal(parsed.warnings.length, password === undefined ? 0 : 1, spec);
  }
});

t.test('env takes the user from the variables, as curl does, without a warning', async (t) => {
  const parsed = one('env', { http_proxy: 'http://p:1', https_proxy: 'http://bob:geheim@p:1' });
  t.match(parsed, { route: { name: 'env', username: 'bob' }, warnings: [] });
  t.equal(parsed.password?.reveal(), 'geheim');
  t.match(one('env', { HTTP_PROXY: 'http://bob:x@p:1' })?.route, { username: undefined }, 'HTTP_PROXY in upper case is not read');
});

t.test('what is not a valid route is told, without repeating what could be a password', async (t) => {
  const rows: readonly (readonly [spec: string, message: RegExp])[] = [
    ['', /"" is not a valid route/],
    ['proxy:8080', /did you mean "http:\/\/proxy:8080"\?/],
    ['alice:geheim@proxy:8080', /did you mean "http:\/\/alice:\*\*\*@proxy:8080"\?/],
    ['ftp://proxy:21', /"ftp" is not a kind of route/],
    ['htp://proxy:21', /did you mean "http"\?/],
    ['socks://p', /did you mean "socks4"\?/],
    ['http://proxy', /the port is missing/],
    ['http://proxy:0', /1 to 65535/],
    ['http://proxy:65536', /1 to 65535/],
    ['http://:8080', /SCHEME:\/\//],
    ['http://proxy:8080/path', /SCHEME:\/\//],
    ['http://a b:8080', /SCHEME:\/\//],
    ['http://[::1:8080', /SCHEME:\/\//],
    ['http://[1.2.3.4]:8080', /SCHEME:\/\//],
    ['http://fd00::1:8080', /SCHEME:\/\//],
    ['http://alice:geheim', /"http:\/\/alice:\*\*\*"/],
    ['http://alice:geheim@', /"http:\/\/alice:\*\*\*@"/],
    ['http://alice:100%geheim@proxy:1', /% that is no escape/],
    ['http://al@corp.test:ge@heim@proxy:x', /"http:\/\/al@corp\.test:\*\*\*@proxy:\*\*\*"/],
    ['http://:geheim@proxy:1', /a password but no user/],
    ['pac+http://', /not the URL of a PAC script/],
    ['pac+https://alice:geheim@', /not the URL of a PAC script/],
    ['pac+ftp://x/p.pac', /"pac\+ftp" is not a kind of route/],
  ];
  for (const [spec, message] of rows) {
    const error = t.throws(() => one(spec), { name: 'UsageError', field: '--route', message }, spec) as unknown as Error | undefined;
    t.notMatch(JSON.stringify([error?.message, error]), /geheim|ge@heim|heim@/, spec);
  }
});
