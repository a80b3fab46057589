import { chmodSync } from 'node:fs';
import t from 'tap';
import { loadCatalogs } from '../../src/catalog/load.ts';
import { selectEndpoints } from '../../src/catalog/select.ts';
import type { Finding } from '../../src/model/finding.ts';
import type { ScopedEndpoint } from '../../src/model/scope.ts';
import { PUBLIC } from '../support/catalog/selections.ts';
import { askInNamespace, missing } from '../support/firewall/namespace.ts';
import type { DayOneAnswer, DayOneQuestion } from '../support/firewall/oracles/day1.ts';

/**
 * The first day: a border that lets some of the shipped catalog through. Each row has its colour, cause and owner, once; the request holds exactly the destinations that
 * are shut, each once; and what `firewall --only-missing` writes of that run, loaded into the real program, makes the next one green.
 */
t.setTimeout(1_190_000);

/** Where the manifest of Windows servicing is: no catalog lists it. */
const MANIFEST = 'sws.update.microsoft.com';
const REDIRECT = { from: 'go.microsoft.com/fwlink/?LinkID=619849', to: `https://${MANIFEST}/` };
const OPEN: ReadonlySet<string> = new Set([
  'aka.ms:443',
  'go.microsoft.com:443',
  'download.microsoft.com:443',
  'definitionupdates.microsoft.com:443',
  'management.azure.com:443',
  'login.microsoftonline.com:443',
  'graph.microsoft.com:443',
  'download.windowsupdate.com:80',
  'crl3.digicert.com:80',
  'crl.microsoft.com:80',
  'www.microsoft.com:80',
]);

/** Some days later: more is open, the rest is asked for again. */
const HALF: ReadonlySet<string> = new Set([
  ...OPEN,
  'download.visualstudio.microsoft.com:443',
  'configmgrbits.azureedge.net:443',
  'dc.services.visualstudio.com:443',
  'cmbitsstore.blob.core.windows.net:443',
  'ceuswatcab01.blob.core.windows.net:443',
  'ceuswatcab02.blob.core.windows.net:443',
  'dl.delivery.mp.microsoft.com:443',
  'ocsp.digicert.com:80',
  'oneocsp.microsoft.com:80',
]);

const endpoints = selectEndpoints(await loadCatalogs([]), PUBLIC).filter(({ skip }) => skip === undefined);
const placesOf = ({ pattern, endpoint }: ScopedEndpoint): readonly string[] => endpoint.ports.map((port) => `${pattern}:${port}`);
const isIn = (open: ReadonlySet<string>, scoped: ScopedEndpoint): boolean => placesOf(scoped).every((place) => open.has(place));

const names = [...new Set([...endpoints.flatMap(({ hosts }) => hosts), MANIFEST])];

const DEVICES = [
  {
    device: 'squid',
    programs: { squid: 'squid-openssl' },
    rest: '',
    open: OPEN,
    cause: { https: /^proxy\.denied$/, http: /^proxy\.denied$/ },
    owner: 'proxy',
  },
  {
    device: 'nftables',
    programs: { nft: 'nftables' },
    rest: 'drop',
    open: OPEN,
    cause: { https: /^tcp\.timeout$/, http: /^tcp\.timeout$/ },
    owner: 'firewall',
  },
  {
    device: 'nftables',
    programs: { nft: 'nftables' },
    rest: 'reject with tcp reset',
    open: OPEN,
    cause: { https: /^tcp\.refused$/, http: /^tcp\.refused$/ },
    owner: 'firewall',
  },
  {
    device: 'nftables',
    programs: { nft: 'nftables' },
    rest: 'drop',
    open: HALF,
    cause: { https: /^tcp\.timeout$/, http: /^tcp\.timeout$/ },
    owner: 'firewall',
  },
  {
    device: 'suricata',
    programs: { suricata: 'suricata', 'iptables-legacy': 'iptables' },
    rest: '',
    open: OPEN,
    cause: { https: /^tls\.timeout$/, http: /^http\.timeout$/ },
    owner: 'firewall',
  },
] as const;

/** Resolvers answer slowly on a busy machine: that says nothing about the border. */
const isSlow = ({ cause }: Finding): boolean => cause === 'dns.degraded';
const shown = ({ id, status, cause, owner }: Finding): string => `${id} ${status} ${cause} ${owner}`;

for (const { device, programs, rest, open, cause, owner } of DEVICES) {
  const isOpen = (scoped: ScopedEndpoint): boolean => isIn(open, scoped);
  const day = open === OPEN ? 'first day' : 'day when half is open';
  const skip = missing({ ...programs, dnsmasq: 'dnsmasq-base', openssl: 'openssl' });
  t.test(`the ${day} at ${device}${rest === '' ? '' : ` (${rest})`}`, { skip }, async (t) => {
    const dir = t.testdir();
    chmodSync(dir, 0o755);
    const question: DayOneQuestion = {
      ...{ dir, device, names, rest, redirect: REDIRECT, open: [...open] },
      openIds: endpoints.filter(isOpen).map(({ key }) => key),
    };
    const { before, request, after } = askInNamespace<DayOneQuestion, DayOneAnswer>('day1', question, 280_000);

    t.equal(before.code, 1);
    const rows = before.report.findings.filter(({ kind, status }) => kind === 'endpoint' && status !== 'skip');
    t.equal(new Set(rows.map(({ id }) => id)).size, rows.length, 'each row once');
    for (const row of rows) {
      const entry = endpoints.find(({ key }) => row.id.startsWith(`endpoint:${key}:`) || row.id.startsWith(`endpoint:${key}/`));
      const red = row.required ? 'fail' : 'warn';
      if (entry?.endpoint.path.includes('LinkID=619849')) t.match(row, { status: red, cause: 'http.redirect-unlisted' }, shown(row));
      else if (entry !== undefined && isOpen(entry)) t.ok(isSlow(row) || row.status === 'pass', shown(row));
      else
        t.match(
          row,
          { status: entry === undefined ? /fail|warn/ : red, cause: cause[row.target.scheme as 'https' | 'http'], owner },
          shown(row),
        );
    }

    const { orders } = JSON.parse(request) as { orders: { owner: string; table: { destination: string; port: string }[] }[] };
    const asked = orders
      .filter(({ owner: who }) => who !== 'dns')
      .flatMap(({ owner: who, table }) => table.map(({ destination, port }) => `${who} ${destination} ${port}`));
    const shut = new Set([...endpoints.filter((scoped) => !isOpen(scoped)).flatMap(placesOf), `${MANIFEST}:443`]);
    t.same(
      asked.toSorted(),
      [...shut].map((place) => `${owner} ${place.replace(':', ' TCP ')}`).toSorted(),
      'the request holds what is shut, each once',
    );

    t.equal(after.code, 0);
    t.same(
      after.report.findings.filter((one) => one.status !== 'pass' && one.status !== 'skip' && !isSlow(one)).map(shown),
      [],
      'what was missing makes the next run green',
    );
  });
}
