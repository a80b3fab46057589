import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { run } from '../../../../src/cli/commands/firewall.ts';
import { DIALECT_NAMES } from '../../../../src/firewall/products/index.ts';
import { UsageError } from '../../../../src/model/usage-error.ts';
import { recorder } from '../../../support/golden/firewall.ts';

const CATALOG = `
id: sample
title: Sample
revision: "1"
endpoints:
  - { id: a/wild, host: "*.example.com", feature: a }
  - { id: a/exact, host: host.example.org, feature: a, why: Because. }
  - { id: b/optional, host: "*.example.net", feature: b, required: false }
  - { id: b/placeholder, host: "<prefix>.example.com", feature: b }
`;

async function firewall(argv: readonly string[], catalog = CATALOG) {
  const file = join(t.testdirName, 'catalog.yaml');
  t.testdir({ 'catalog.yaml': catalog });
  const { io, out, err } = recorder();
  const code = await run([...argv, '--catalog', file], io);
  return { code, out: out(), err: err() };
}

t.test('something required that cannot be said ends in 1 and writes nothing', async (t) => {
  const refused = await firewall(['--dialect', 'cisco-asa']);
  t.match(refused, { code: 1, out: '' });
  t.match(refused.err, /NOT SAID: .*\n {2}\*\.example\.com:443 \(a\/wild\)\n/);
  t.match(refused.err, /--allow-loss/);
});

t.test('--allow-loss writes what can be said, with the rest as comments', async (t) => {
  const { code, out, err } = await firewall(['--dialect', 'cisco-asa', '--allow-loss']);
  t.equal(code, 0);
  t.match(out, 'fqdn v4 host.example.org');
  t.match(out, '!   *.example.com:443 (a/wild)');
  t.match(err, '*.example.com:443 (a/wild)');
});

t.test('only optional entries unsaid: 0', async (t) => {
  const { code, out } = await firewall(['--dialect', 'cisco-asa', '--only', 'a/exact', '--only', 'b/*']);
  t.equal(code, 0);
  t.match(out, 'fqdn v4 host.example.org');
});

t.test('wider is told and passes', async (t) => {
  const { code, err } = await firewall(['--dialect', 'squid']);
  t.equal(code, 0);
  t.match(err, /Wider than asked: .*\n {2}\*\.example\.com:443/);
  t.match(err, 'Left out: b/placeholder');
});

t.test('-o writes the file and nothing to standard output', async (t) => {
  const file = join(t.testdir(), 'rules.conf');
  const { code, out } = await firewall(['--dialect', 'squid', '-o', file]);
  t.match({ code, out }, { code: 0, out: '' });
  t.match(readFileSync(file, 'utf8'), 'acl preflight_https_443_names dstdomain -n .example.com');
  const refused = join(t.testdirName, 'none.txt');
  t.equal((await firewall(['--dialect', 'cisco-asa', '-o', refused])).code, 1);
  t.notOk(existsSync(refused), 'a refused export leaves no file');
});

t.test('--undo writes the removal, or says how it is taken back', async (t) => {
  const { code, out, err } = await firewall(['--dialect', 'cisco-asa', '--undo', '--source', '192.0.2.1']);
  t.match({ code, err }, { code: 0, err: '' });
  t.match(out, /^no object network preflight-host\.example\.org$/m);
  t.match(await firewall(['--dialect', 'palo-alto', '--undo', '--inspection']), { code: 0, out: '', err: /nothing to remove/ });
  const error = await firewall(['--dialect', 'zscaler', '--undo']).catch((thrown: unknown) => thrown);
  t.match(error, { message: /zscaler has no removal to write: .*DELETE/, field: '--undo' });
});

t.test('a former name of a dialect is understood', async (t) => {
  const [former, current] = [
    await firewall(['--dialect', 'cisco-ftd', '--allow-loss']),
    await firewall(['--dialect', 'cisco-asa', '--allow-loss']),
  ];
  t.same(former, current);
  t.match(former.out, /^! Note: .*FTD.*cisco-fmc/m);
});

t.test('--list names every dialect', async (t) => {
  const { out } = await firewall(['--list']);
  for (const name of DIALECT_NAMES) t.match(out, `| \`${name}\` |`);
  t.same(
    JSON.parse((await firewall(['--list', '--format', 'json'])).out).map((one: { name: string }) => one.name),
    DIALECT_NAMES,
  );
});

t.test('--report names what a run found beyond the catalog, and what is no rule for want of proof', async (t) => {
  const { code, out, err } = await firewall(['--dialect', 'fqdn-list', '--only', 'a/*', '--report', 'reports/sample/report.json']);
  const report = JSON.parse(readFileSync('reports/sample/report.json', 'utf8'));
  const redirect = report.findings.find((finding: { cause: string }) => finding.cause === 'http.redirect-unlisted');
  t.equal(code, 0);
  const { hostname } = new URL(redirect.evidence.location);
  t.notOk(out.split('\n').includes(hostname), 'the report does not show what answers there');
  t.match(err, `Not taken from the report: ${hostname}:443: `);
});

t.test('wrong command lines say what is right', async (t) => {
  const wrong: readonly (readonly [readonly string[], { message: RegExp; field?: string; hint?: RegExp }])[] = [
    [[], { message: /needed/, field: '--dialect', hint: /squid/ }],
    [['--dialect', 'squd'], { message: /no dialect "squd"/, hint: /did you mean "squid"/ }],
    [['--dialect', 'squid', '-o', '/dev/null/x'], { message: /could not be written/ }],
    [['squid'], { message: /unexpected argument "squid"/ }],
    [['--dialect', 'suricata', '--inspection'], { message: /does not decrypt/, field: '--inspection' }],
    [['--dialect', 'squid', '--source', 'fe80::1'], { message: /IPv4/, field: '--source' }],
    [['--dialect', 'squid', '--nonsense'], { message: /unknown option '--nonsense'/ }],
  ];
  for (const [argv, expected] of wrong) {
    const error = await firewall(argv).catch((thrown: unknown) => thrown);
    t.type(error, UsageError, argv.join(' '));
    t.match(error, expected);
  }
});
