import t from 'tap';
import { parseResolver } from '../../../src/settings/resolver-spec.ts';

t.test('forms', async (t) => {
  const rows: readonly (readonly [spec: string, resolver: object])[] = [
    ['system', { kind: 'system' }],
    ['udp://10.0.0.53', { kind: 'udp', address: '10.0.0.53', port: 53 }],
    ['UDP://10.0.0.53:5353', { kind: 'udp', address: '10.0.0.53', port: 5353 }],
    ['tcp://[fd00::53]:53', { kind: 'tcp', address: 'fd00::53', port: 53 }],
    ['tls://10.0.0.53', { kind: 'tls', address: '10.0.0.53', port: 853 }],
    ['tls://[fd00::53]:8853#dns.corp.test', { kind: 'tls', address: 'fd00::53', port: 8853, servername: 'dns.corp.test' }],
    ['https://dns.corp.test/dns-query', { kind: 'https', url: 'https://dns.corp.test/dns-query' }],
  ];
  for (const [spec, resolver] of rows) t.strictSame(parseResolver(spec), resolver, spec);
});

t.test('what is not a valid resolver', async (t) => {
  const rows: readonly (readonly [spec: string, message: RegExp])[] = [
    ['', /is not a valid resolver/],
    ['10.0.0.53', /did you mean udp:\/\/10\.0\.0\.53\?/],
    ['fd00::53', /did you mean udp:\/\/\[fd00::53\]\?/],
    ['udp://dns.corp.test', /named by its address/],
    ['udp://1', /named by its address/],
    ['udp://999.0.0.1', /named by its address/],
    ['udp://', /named by its address/],
    ['udp://[10.0.0.53]', /named by its address/],
    ['udp://10.0.0.53:0', /1 to 65535/],
    ['udp://10.0.0.53:70000', /1 to 65535/],
    ['udp://10.0.0.53#name', /only tls/],
    ['quic://10.0.0.53', /form is not known/],
    ['https://', /not (?:a|the) URL/],
    ['http://dns.corp.test/dns-query', /form is not known/],
  ];
  for (const [spec, message] of rows)
    t.throws(() => parseResolver(spec), { name: 'UsageError', field: '--resolver', message, hint: /udp:\/\// }, spec);
  const secret = t.throws(() => parseResolver('https://alice:geheim@dns.test/'), { message: /no user and no password/ });
  t.notMatch(JSON.stringify([(secret as unknown as Error).message]), /geheim/);
});
