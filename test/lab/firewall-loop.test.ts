import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { loadCatalogs } from '../../src/catalog/load.ts';
import { selectEndpoints } from '../../src/catalog/select.ts';
import type { Inspection } from '../../src/firewall/dialect.ts';
import { dialect as squid } from '../../src/firewall/products/squid/dialect.ts';
import { reader as squidReader } from '../../src/firewall/products/squid/reader.ts';
import { exportInspection } from '../../src/firewall/render.ts';
import { requirementsOf } from '../../src/firewall/requirements.ts';
import type { Finding } from '../../src/model/finding.ts';
import { PUBLIC } from '../support/catalog/selections.ts';
import { askInNamespace, missing } from '../support/firewall/namespace.ts';
import type { LoopAnswer, LoopQuestion } from '../support/firewall/oracles/loop.ts';
import type { TwinQuestion } from '../support/firewall/oracles/twin.ts';
import type { Checked } from '../support/firewall/oracles/world.ts';

/**
 * The closed loop: the shipped catalog exported, loaded by the real program, checked by ours. Everything listed passes, everything else is refused; an entry taken
 * away is found missing and nothing else is; its rule added back makes it pass.
 */
const REMOVED = 'updates/download.visualstudio.microsoft.com';
t.setTimeout(300_000);

const STRANGER = 'not-listed.example.net';

async function question(dir: string, device: LoopQuestion['device']): Promise<LoopQuestion> {
  const endpoints = selectEndpoints(await loadCatalogs([]), PUBLIC);
  const names = [...new Set(endpoints.flatMap(({ hosts }) => hosts)), STRANGER];
  const others = endpoints.map(({ key }) => key).filter((key) => key !== REMOVED);
  return { dir, device, names, others, removed: REMOVED, strangers: join(dir, 'strangers.yaml') };
}

const STRANGERS = `id: strangers
title: Not in any export
revision: "1"
endpoints: [{ id: stranger/https, host: ${STRANGER}, feature: stranger }, { id: stranger/http, host: ${STRANGER}, scheme: http, feature: stranger }]
`;

const notGood = (findings: readonly Finding[]) => findings.filter(({ status }) => status !== 'pass' && status !== 'skip');
const shown = (findings: readonly Finding[]) =>
  findings.map(({ id, status, cause, owner }) => ({ id: id.replace(/@.*/, ''), status, cause, owner }));

const LOOPS = [
  { device: 'squid', programs: { squid: 'squid-openssl' }, refused: ['proxy.denied', 'proxy.denied'], owner: 'proxy' },
  {
    device: 'nftables',
    programs: { nft: 'nftables', dnsmasq: 'dnsmasq-base' },
    refused: ['tcp.timeout', 'tcp.timeout'],
    owner: 'firewall',
  },
  {
    device: 'suricata',
    programs: { suricata: 'suricata', 'iptables-legacy': 'iptables' },
    refused: ['tls.timeout', 'http.timeout'],
    owner: 'firewall',
  },
] as const;

for (const { device, programs, refused, owner } of LOOPS) {
  const skip = missing({ ...programs, dnsmasq: 'dnsmasq-base', openssl: 'openssl' });
  t.test(`${device}: rules from the catalog let through what the catalog needs and nothing else`, { skip }, async (t) => {
    const dir = t.testdir({ 'strangers.yaml': STRANGERS });
    chmodSync(dir, 0o755);
    const answer = askInNamespace<LoopQuestion, LoopAnswer>('loop', await question(dir, device), 110_000);

    t.same(shown(notGood(answer.whole.report.findings)), [], 'every endpoint passes');
    t.equal(answer.whole.code, 0);
    t.ok(answer.whole.report.summary.pass >= 30, `${answer.whole.report.summary.pass} findings pass`);

    const strangers = notGood(answer.stranger.report.findings).filter(({ kind }) => kind === 'endpoint');
    t.same(
      shown(strangers).toSorted((a, b) => b.id.localeCompare(a.id)),
      [`${STRANGER}:443`, `${STRANGER}:80`]
        .map((target, i) => ({ id: `endpoint:stranger/${i === 0 ? 'https' : 'http'}`, target, status: 'fail', cause: refused[i], owner }))
        .map(({ target, ...rest }) => ({ ...rest, id: `${rest.id}:${target.split(':')[1]}` })),
      'a host that is not listed is refused',
    );

    t.same(
      shown(notGood(answer.without.report.findings)),
      [{ id: `endpoint:${REMOVED}:443`, status: 'fail', cause: refused[0], owner }],
      'without its rule exactly this entry fails',
    );
    t.equal(answer.without.code, 1);
    t.match(answer.request.match(/^## .*$/gm), [/download\.visualstudio\.microsoft\.com, TCP 443/], 'and the request names exactly it');
    t.equal(answer.request.match(/^## .*$/gm)?.length, 1);

    t.same(shown(notGood(answer.again.report.findings)), []);
    t.match(JSON.parse(answer.compared).counts, { fixed: 1, broken: 0, new: 0, gone: 0 }, 'compare says what was fixed');
  });
}

t.test(
  'squid that opens TLS: what the twin exempts stays unopened, the rest is inspected',
  { skip: missing({ squid: 'squid-openssl', dnsmasq: 'dnsmasq-base' }) },
  async (t) => {
    const dir = t.testdir();
    chmodSync(dir, 0o755);
    const { names } = await question(dir, 'squid');
    const { report } = askInNamespace<TwinQuestion, Checked>('twin', { dir, names }, 110_000);
    const twin = exportInspection(squid, squid.inspection as Inspection, await requirements(), { catalogs: [], skipped: [], sources: [] });
    const exempt = squidReader.exempts?.(twin.text) ?? (() => false);
    const secure = report.findings.filter(
      // Whether a proxy that opens TLS lets a whole wildcard through cannot be told: that is a finding of its own.
      ({ kind, status, layer, target }) => kind === 'endpoint' && status !== 'skip' && layer !== 'wildcard' && target.scheme === 'https',
    );
    t.same(
      secure.map(({ target, cause }) => `${target.host} ${cause ?? 'genuine'}`),
      secure.map(({ target }) => `${target.host} ${exempt(String(target.host)) ? 'genuine' : 'tls.intercepted'}`),
    );
    t.ok(secure.some(({ cause }) => cause === null) && secure.some(({ cause }) => cause !== null));
  },
);

async function requirements() {
  const catalogs = await loadCatalogs([]);
  return requirementsOf(selectEndpoints(catalogs, PUBLIC), catalogs);
}
