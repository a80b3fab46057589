import { Readable } from 'node:stream';
import t from 'tap';
import { loadCatalogs } from '../../../src/catalog/load.ts';
import { selectEndpoints } from '../../../src/catalog/select.ts';
import { readLog } from '../../../src/cli/logs/log-files.ts';
import { createLedger } from '../../../src/logs/attribute.ts';
import { dotnetMessages } from '../../../src/logs/errors/dotnet-messages.ts';
import { outcomeOf } from '../../../src/logs/errors/recognise.ts';
import { windowsMessages } from '../../../src/logs/errors/windows-messages.ts';
import { judgeLogs } from '../../../src/logs/judge.ts';
import { logNameOf } from '../../../src/logs/known-logs.ts';
import { catalogLookup } from '../../../src/logs/lookup.ts';
import { isWorthReading } from '../../../src/logs/worth-reading.ts';
import type { Finding } from '../../../src/model/finding.ts';
import { EVERYTHING } from '../../support/catalog/selections.ts';
import { LOG_CASES, type Wanted } from '../../support/logs/cases.ts';
import { server } from '../../support/logs/samples.ts';
import { MIXED, SITE_CASES } from '../../support/logs/site-cases.ts';

const lookup = catalogLookup(selectEndpoints(await loadCatalogs([]), EVERYTHING));

async function findingsOf(log: string | Buffer, file: string): Promise<readonly Finding[]> {
  const ledger = createLedger(lookup.forms);
  const { log: name } = logNameOf(file);
  const read = await readLog({ path: '-', log: name }, Readable.from([Buffer.from(log)]), new AbortController().signal, (entry) => {
    ledger.take(entry, { file, log: name });
  });
  return read.problem === undefined ? judgeLogs(ledger.result(), lookup, () => true) : [];
}

function fits(finding: Finding, wanted: Wanted): boolean {
  const { status } = wanted;
  return (
    (status === undefined || [status].flat().includes(finding.status)) &&
    (wanted.cause === undefined || finding.cause === wanted.cause) &&
    (wanted.owner === undefined || finding.owner === wanted.owner) &&
    (wanted.host === undefined || finding.target.host === wanted.host) &&
    (wanted.port === undefined || finding.target.port === wanted.port) &&
    (wanted.text === undefined || wanted.text.test(JSON.stringify([finding.message, finding.remedy, finding.evidence])))
  );
}

t.test('logs as people have them', async (t) => {
  for (const { name, log, file = 'Dmpdownloader.log', want, never = [], count } of [...LOG_CASES, ...SITE_CASES]) {
    const findings = await findingsOf(log, file);
    const told = findings.map(({ status, cause, owner, title, message, remedy }) => ({ status, cause, owner, title, message, remedy }));
    for (const wanted of want) if (!findings.some((one) => fits(one, wanted))) t.fail(`${name}: wanted`, { wanted, told });
    for (const wanted of never) if (findings.some((one) => fits(one, wanted))) t.fail(`${name}: never`, { wanted, told });
    if (count !== undefined) t.equal(findings.length, count, name);
  }
  t.ok(LOG_CASES.every(({ source }) => source !== ''));
  t.ok(LOG_CASES.length >= 45, `${LOG_CASES.length} cases`);
});

t.test("messages of .NET in the languages of Windows Server, as the role's sentences carry them", async (t) => {
  const causes = {
    ...{ trust: 'tls.untrusted', 'secure-channel': 'tls.protocol', send: 'tls.reset', receive: 'tls.reset', connect: 'tcp.unreachable' },
    ...{ timeout: 'http.timeout', name: 'dns.nxdomain', 'proxy-name': 'proxy.dns', closed: 'http.reset', 'kept-alive': 'http.reset' },
  } as const;
  for (const message of Object.keys(causes) as readonly (keyof typeof causes)[])
    for (const { language, text } of dotnetMessages(message))
      t.equal(
        outcomeOf(`ERROR: Failed to download x with exception: ${text}.`).trouble?.error.cause,
        causes[message],
        `${message} ${language}`,
      );
  for (const message of ['trust', 'secure-channel', 'send', 'receive', 'connect', 'timeout', 'name'] as const)
    t.ok(dotnetMessages(message).length >= 11, message);
});

t.test('messages of Windows in the same languages, and that the quick test before them lets every message through', async (t) => {
  const causes = { 10054: 'tls.reset', 10060: 'tcp.timeout', 10061: 'tcp.refused', 11001: 'dns.nxdomain' } as const;
  for (const message of ['10054', '10060', '10061', '11001'] as const)
    for (const { language, text } of windowsMessages(message)) {
      t.equal(outcomeOf(`System.Net.Sockets.SocketException: ${text}`).trouble?.error.cause, causes[message], `${message} ${language}`);
      t.ok(isWorthReading(text), text);
    }
  for (const message of ['trust', 'secure-channel', 'send', 'receive', 'connect', 'timeout', 'name', 'proxy-name', 'closed'] as const)
    for (const { text } of dotnetMessages(message)) t.ok(isWorthReading(text), text);
});

t.test('encodings that were mixed by appending, and zeros of a torn write', async (t) => {
  for (const [name, bytes] of MIXED)
    t.match(
      await findingsOf(bytes, 'Dmpdownloader.log'),
      [{ cause: 'tls.untrusted', target: { host: 'configmgrbits.azureedge.net' } }],
      name,
    );
});

t.test('letters that a wrong code page damaged', async (t) => {
  const damaged = 'Für den geschützten SSL/TLS-Kanal konnte keine Vertrauensstellung hergestellt werden'.replaceAll('ü', '\ufffd');
  t.match(await findingsOf(server(`https://go.microsoft.com/ ${damaged}`), 'Dmpdownloader.log'), [{ cause: 'tls.untrusted' }]);
  t.match(outcomeOf('Une erreur inattendue s\u2019est produite lors de l\u2019envoi').trouble?.error, { cause: 'tls.reset' });
});
