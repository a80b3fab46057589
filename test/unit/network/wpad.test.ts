import t from 'tap';
import type { Context } from '../../../src/model/network/context.ts';
import { searchDomains, wpadNames } from '../../../src/network/wpad/devolution.ts';
import { discoverWpad, fromDns } from '../../../src/network/wpad/discover.ts';
import { fromDhclient, fromNetworkd, webUrl } from '../../../src/network/wpad/leases.ts';
import { ofWindows } from '../../../src/preflight/machine/wpad-route.ts';
import { a, respond, serve } from '../../support/dns-server.ts';

const NOW = Date.UTC(2026, 10, 27, 12);
const lease = (lines: string): string => `lease {\n  interface "eth0";\n  option dhcp-server-identifier 10.0.0.1;\n  ${lines}\n}\n`;

t.test('names by devolution, never below a domain that is open to all', async (t) => {
  const rows: readonly (readonly [domains: readonly string[], names: readonly string[]])[] = [
    [['emea.corp.example.com'], ['wpad.emea.corp.example.com', 'wpad.corp.example.com', 'wpad.example.com']],
    [['example.com'], ['wpad.example.com']],
    [['corp.example.co.uk'], ['wpad.corp.example.co.uk', 'wpad.example.co.uk']],
    [['com'], []],
    [[''], []],
    [
      ['corp.example', 'Corp.Example.', 'other.example'],
      ['wpad.corp.example', 'wpad.other.example'],
    ],
    [['bad domain.example'], []],
  ];
  for (const [domains, names] of rows) t.same(wpadNames(domains), names, domains.join());
});

t.test('search domains of resolv.conf', async (t) => {
  t.same(searchDomains('nameserver 10.0.0.1\nsearch corp.example lab.example\n'), ['corp.example', 'lab.example']);
  t.same(searchDomains('domain a.example\nsearch b.example # last\n'), ['b.example']);
  t.same(searchDomains('nameserver 10.0.0.1\n'), []);
});

t.test('lease files', async (t) => {
  const url = 'http://10.0.0.5/wpad.dat';
  const hex = Buffer.from(`${url}\0`).toString('hex');
  t.same(fromDhclient(lease(`option wpad "${url}\\000";\n  expire 5 2026/11/28 12:00:00;`), NOW), { url, server: '10.0.0.1' });
  t.same(fromDhclient(lease(`option unknown-252 ${hex.match(/../g)?.join(':')};\n  expire never;`), NOW)?.url, url);
  t.equal(fromDhclient(lease(`option wpad "${url}";\n  expire 4 2026/11/26 12:00:00;`), NOW), undefined, 'it has ended');
  t.equal(fromDhclient(lease('option domain-name "corp.example";'), NOW), undefined);
  t.equal(fromDhclient(lease(`option wpad "${url}";`) + lease('option wpad "http://10.0.0.6/p";'), NOW)?.url, 'http://10.0.0.6/p');
  t.same(fromNetworkd(`ADDRESS=10.0.0.9\nSERVER_ADDRESS=10.0.0.1\nOPTION_252=${hex}\n`), { url, server: '10.0.0.1' });
  t.equal(fromNetworkd('ADDRESS=10.0.0.9\n'), undefined);
  for (const odd of ['file:///etc/passwd', 'javascript:1', 'http://user:pw@x/', '', 'http://']) t.equal(webUrl(odd), undefined, odd);
});

t.test('DHCP goes before DNS; what was asked in vain is told', async (t) => {
  const dns = await serve((query) => {
    const name = query.questions?.[0]?.name ?? '';
    return [name === 'wpad.example.com' ? respond(query, { answers: [a(name, '10.1.2.3')] }) : respond(query, { rcode: 3 })];
  });
  t.teardown(() => dns.close());
  const context = {
    signal: new AbortController().signal,
    layerTimeoutMs: 2000,
    now: () => performance.now(),
    resolver: { kind: 'udp', address: '127.0.0.1', port: dns.port },
    trust: { extraRootsPem: [] },
  } as unknown as Context;
  t.match(await fromDns(wpadNames(['corp.example.com']), context), {
    found: { url: 'http://wpad.example.com/wpad.dat', source: /^DNS name wpad\.example\.com \(10\.1\.2\.3, by / },
    asked: ['DNS name wpad.corp.example.com (NXDOMAIN)'],
  });
  t.match(await fromDns(wpadNames(['nowhere.test']), context), { found: undefined, asked: ['DNS name wpad.nowhere.test (NXDOMAIN)'] });
  const root = t.testdir({
    etc: { 'resolv.conf': 'search corp.example.com\n' },
    var: { lib: { dhcp: { 'dhclient.eth0.leases': lease('option wpad "http://10.0.0.5/p.pac";') } } },
  });
  t.match(await discoverWpad('host', context, root), {
    found: { url: 'http://10.0.0.5/p.pac', source: /^DHCP option 252 of 10\.0\.0\.1/ },
  });
  const bare = t.testdir({ etc: { 'resolv.conf': 'search corp.example.com\n' } });
  t.match(await discoverWpad('host.other.test', context, bare), {
    found: { url: 'http://wpad.example.com/wpad.dat' },
    asked: [/^DHCP/, 'DNS name wpad.other.test (NXDOMAIN)', 'DNS name wpad.corp.example.com (NXDOMAIN)'],
  });
});

t.test('what Windows answers', async (t) => {
  t.match(ofWindows({ dhcp: 'http://10.0.0.5/p.pac', dns: 'http://wpad.corp.example/wpad.dat' }), { found: { source: 'DHCP option 252' } });
  t.match(ofWindows({ dhcp: '', dns: 'http://wpad.corp.example/wpad.dat' }), { found: { source: 'DNS' } });
  t.match(ofWindows({ dhcp: '', dns: '' }), { asked: ['DHCP option 252', 'DNS, both by Windows'] });
});
