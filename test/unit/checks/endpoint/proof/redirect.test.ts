import t from 'tap';
import { redirect } from '../../../../../src/checks/endpoint/proof/redirect.ts';
import { isListed, listedIn } from '../../../../../src/checks/endpoint/proof/scope/listed.ts';
import { webAddress } from '../../../../../src/checks/endpoint/proof/web-address.ts';
import type { Verdict } from '../../../../../src/checks/endpoint/verdict/verdict.ts';
import type { Probe } from '../../../../../src/model/network/probe.ts';
import { endpoint, observation, probe, scopeOf, step } from '../../../../support/endpoint-examples.ts';

const BASE: Pick<Probe, 'scheme' | 'target' | 'path'> = { scheme: 'https', target: { host: 'aka.ms', port: 443 }, path: '/adk?x=1' };

t.test('addresses that are asked on a peer’s word, and such that are not', async (t) => {
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['https://go.microsoft.com/fwlink/?linkid=1', 'https go.microsoft.com:443 /fwlink/?linkid=1'],
    ['http://Example.COM:80/a', 'http example.com:80 /a'],
    ['http://es.example:9200/_shutdown', undefined],
    ['http://example.com:8080/', undefined],
    ['https://example.com:8443/', undefined],
    ['https://example.com:5985/', undefined],
    ['https://dc.corp.internal/', undefined],
    ['https://nas.home.arpa/', undefined],
    ['/next', 'https aka.ms:443 /next'],
    ['//other.example/p', 'https other.example:443 /p'],
    ['?y=2', 'https aka.ms:443 /adk?y=2'],
    ['https://b\u00fccher.example/', 'https xn--bcher-kva.example:443 /'],
    ['', undefined],
    ['https://user:secret@example.com/', undefined],
    ['https://10.0.0.1/', undefined],
    ['http://0x7f000001/', undefined],
    ['http://[::1]/', undefined],
    ['http://169.254.169.254/latest/meta-data/', undefined],
    ['http://portal/', undefined],
    ['javascript:alert(1)', undefined],
    ['file:///etc/passwd', undefined],
    ['ftp://example.com/', undefined],
    ['https://example.com/\r\nX: y', undefined],
    ['https://exa mple.com/', undefined],
    ['https://*.example.com/', undefined],
    ['https://:0/', undefined],
    [`https://example.com/${'a'.repeat(3000)}`, undefined],
  ];
  for (const [text, expected] of rows) {
    const read = webAddress(text, BASE);
    t.equal(read && `${read.scheme} ${read.target.host}:${read.target.port} ${read.path}`, expected, JSON.stringify(text.slice(0, 60)));
  }
});

t.test('listed is what an entry of the same scheme and port covers', async (t) => {
  const listed = listedIn([endpoint('wide', '*.microsoft.com'), endpoint('aka', 'aka.ms')]);
  const at = (text: string): boolean => isListed(webAddress(text, BASE) as NonNullable<ReturnType<typeof webAddress>>, listed);
  t.ok(at('https://go.microsoft.com/'));
  t.ok(at('https://aka.ms/x'));
  t.notOk(at('http://go.microsoft.com/'));
  t.notOk(at('https://microsoft.com/'));
});

const LINK = endpoint('updates/x', 'aka.ms', { path: '/x' });
const PROVEN = () => ({ status: 'pass', evidence: {} }) as const;

t.test('only a proven answer is followed', async (t) => {
  const answer = { task: probe('aka.ms'), facts: observation([step('http', { status: 302, location: 'https://other.example/' })]) };
  const asked = (verdict: Verdict, allowPrivate = false) =>
    redirect.follow?.(answer, scopeOf([LINK], undefined, { allowPrivate }), () => verdict) ?? [];
  const doubt = { cause: null, layer: 'http', confidence: 'certain', evidence: {} } as const;
  t.match(asked({ status: 'pass', evidence: {} }), [{ publicOnly: true, target: { host: 'other.example' } }]);
  t.equal(asked({ ...doubt, status: 'warn' }).length, 1);
  t.same(asked({ ...doubt, status: 'inconclusive' }), []);
  t.same(asked({ ...doubt, status: 'fail' }), []);
  t.same(asked({ ...doubt, status: 'warn', layer: 'tls', cause: 'tls.intercepted' }), []);
  t.notOk('publicOnly' in (asked({ status: 'pass', evidence: {} }, true)[0] ?? {}), 'private addresses are expected');
});

t.test('hops are followed ten deep', async (t) => {
  const answer = (task: Probe, location: string) => ({
    task,
    facts: observation([step('http', { status: 302, location })]),
  });
  let asked = probe('aka.ms');
  let hops = 0;
  for (let next: readonly Probe[] = [asked]; hops < 50; hops += 1) {
    next = redirect.follow?.(answer(asked, `https://h${hops}.example/`), scopeOf([LINK]), PROVEN) ?? [];
    const [one] = next;
    if (one === undefined) break;
    asked = one;
  }
  t.equal(hops, 10);
  t.equal(asked.derivedFrom?.hop, 10);
});
