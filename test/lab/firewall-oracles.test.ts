import { writeFileSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { setsOf } from '../../src/firewall/products/dnsmasq-nftset/reader.ts';
import { type DialectName, dialectOf, readerOf } from '../../src/firewall/products/index.ts';
import { portsOf } from '../../src/firewall/products/nftables/reader.ts';
import type { Flow } from '../../src/firewall/reader.ts';
import { exportRules } from '../../src/firewall/render.ts';
import { askInNamespace, missing } from '../support/firewall/namespace.ts';
import type { Question } from '../support/firewall/oracles/programs.ts';
import { row, SETTINGS } from '../support/firewall/sample.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** The readers claim to know what programs do with our exports: here the programs are asked. */
const ROWS = [
  row('download.microsoft.com'),
  row('crl.microsoft.com', 80),
  row('cdn.manage.microsoft.com', 444),
  row('*.manage.microsoft.com'),
  row('*manage.microsoft.us'),
  row('*-umwatsonc.events.data.microsoft.com'),
  row('*.windowsupdate.com', 80),
];
const HOSTS = [
  'download.microsoft.com',
  'x.download.microsoft.com',
  'evildownload.microsoft.com',
  'download.microsoft.com.example.net',
  'crl.microsoft.com',
  'manage.microsoft.com',
  'sccm.manage.microsoft.com',
  'a.b.c.manage.microsoft.com',
  'cdn.manage.microsoft.com',
  'evilmanage.microsoft.com',
  'manage.microsoft.com.example.net',
  'manage.microsoft.us',
  'x.manage.microsoft.us',
  'evilmanage.microsoft.us',
  'eu-umwatsonc.events.data.microsoft.com',
  'a.b-umwatsonc.events.data.microsoft.com',
  'umwatsonc.events.data.microsoft.com',
  'events.data.microsoft.com',
  'download.windowsupdate.com',
  'windowsupdate.com',
  'example.net',
];
const FLOWS = HOSTS.flatMap((host): Flow[] => [
  { host, port: 443, scheme: 'https' },
  { host, port: 444, scheme: 'https' },
  { host, port: 80, scheme: 'http' },
]);

const text = async (name: DialectName) => exportRules(await dialectOf(name), ROWS, SETTINGS).text;

const ask = (oracle: string, dir: string) => askInNamespace<Question, readonly boolean[]>(oracle, { dir, flows: FLOWS }, 60_000);

function same(t: Tap, answers: readonly boolean[], allows: (flow: Flow) => boolean): void {
  const show = (flow: Flow, allowed: boolean | undefined) =>
    `${flow.scheme}://${flow.host}:${flow.port} ${allowed ? 'passes' : 'is refused'}`;
  t.same(
    FLOWS.map((flow, i) => show(flow, answers[i])),
    FLOWS.map((flow) => show(flow, allows(flow))),
  );
  t.ok(answers.includes(true) && answers.includes(false), 'some pass, some are refused');
}
type Tap = typeof t;

t.test('squid does what its reader says', { skip: missing({ squid: 'squid-openssl' }) }, async (t) => {
  const rules = await text('squid');
  // Squid gives up being root before it reads them, and the clone may be where only root may read.
  const dir = await temporaryFolder('squid');
  await chmod(dir, 0o755);
  writeFileSync(join(dir, 'rules'), rules);
  same(t as Tap, ask('squid', dir), (await readerOf('squid')).allows(rules));
});

t.test('nftables and dnsmasq do what their readers say', { skip: missing({ nft: 'nftables', dnsmasq: 'dnsmasq-base' }) }, async (t) => {
  const [rules, names] = [await text('nftables'), await text('dnsmasq-nftset')];
  const dir = t.testdir({ rules, names });
  const [ports, sets] = [portsOf(rules), setsOf(names)];
  same(t as Tap, ask('nftables', dir), ({ host, port }) => sets(host).some((set) => ports.get(set)?.(port) === true));
});

t.test('suricata does what its reader says', { skip: missing({ suricata: 'suricata', 'iptables-legacy': 'iptables' }) }, async (t) => {
  const rules = await text('suricata');
  const dir = t.testdir({});
  writeFileSync(join(dir, 'rules'), rules);
  same(t as Tap, ask('suricata', dir), (await readerOf('suricata')).allows(rules));
});
