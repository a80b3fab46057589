import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { parseFacts } from '../../../src/facts/parse.ts';
import { createLedger } from '../../../src/logs/attribute.ts';
import { logParser } from '../../../src/logs/entries/cmtrace.ts';
import { judgeLogs } from '../../../src/logs/judge.ts';
import { catalogLookup } from '../../../src/logs/lookup.ts';
import type { Finding } from '../../../src/model/finding.ts';
import { judgeSaved } from '../../../src/preflight/judge-saved.ts';
import { RECORDINGS } from '../../faults/recording.ts';
import { server } from '../../support/logs/samples.ts';

const FAILED = 'ERROR: Failed to download Admin UI content payload with exception:';
const CONNECT = `${FAILED} Unable to connect to the remote server ---> System.Net.Sockets.SocketException:`;

/** What the lab caused and `check` recorded, and what the role writes when it meets the same. */
const FAULTS: readonly (readonly [recording: string, logged: string])[] = [
  ['tcp-rejected-with-a-reset-by-the-border', `${CONNECT} No connection could be made because the target machine actively refused it`],
  [
    'tcp-dropped-by-the-border',
    `${CONNECT} A connection attempt failed because the connected party did not properly respond after a period of time, or established connection failed because connected host has failed to respond`,
  ],
  [
    'tcp-administratively-prohibited-by-the-border',
    `${CONNECT} A socket operation was attempted to an unreachable network 203.0.113.80:443`,
  ],
  [
    'tcp-a-route-of-this-machine-that-prohibits',
    `${CONNECT} An attempt was made to access a socket in a way forbidden by its access permissions`,
  ],
  ['proxy-407-and-no-credentials', `${FAILED} The remote server returned an error: (407) Proxy Authentication Required.`],
  ['proxy-forbidden-destination', `${FAILED} The remote server returned an error: (403) Forbidden.`],
  [
    'proxy-nothing-listens-at-the-proxy',
    `${CONNECT} No connection could be made because the target machine actively refused it 10.77.0.9:8080`,
  ],
  ['proxy-the-proxy-s-name-is-unknown', `${FAILED} The proxy name could not be resolved: 'noproxy.corp.test'`],
  ['tls-expired', `${FAILED} error 12037`],
  ['tls-for-another-name', `${FAILED} error 12038`],
  ['http-captive-portal', `${FAILED} The remote server returned an error: (511) Network Authentication Required.`],
  ['http-garbage', `${FAILED} The server committed a protocol violation. Section=ResponseStatusLine`],
  ['http-closed-after-the-request', `${FAILED} The underlying connection was closed: The connection was closed unexpectedly.`],
  ['http-silence-after-the-request', `${FAILED} The operation has timed out`],
  [
    'behaviour-the-proxy-strips-range-plain-http',
    `Proxy server is proxy.corp.test:3128. ${FAILED} The server does not support the necessary HTTP protocol. Background Intelligent Transfer Service (BITS) requires that the server support the Range protocol header.`,
  ],
  ['derived-port-80-shut-neither-ocsp-nor-crl-answers', 'WINHTTP_CALLBACK_STATUS_FLAG_CERT_REV_FAILED'],
];

async function ofCheck(recording: string): Promise<readonly Finding[]> {
  const { findings } = await judgeSaved(parseFacts(await readFile(join(RECORDINGS, `${recording}.ndjson`), 'utf8'), recording));
  return findings.filter(({ status }) => status === 'fail');
}

function ofLog(logged: string): Finding | undefined {
  const ledger = createLedger([]);
  const parser = logParser();
  const text = server('Redirected to URL https://ok.lab.test/a.cab') + server(logged);
  for (const entry of [...parser.push(text), ...parser.end()]) ledger.take(entry, { file: 'a.log', log: 'a' });
  return judgeLogs(ledger.result(), catalogLookup([]), () => true)[0];
}

/** The first words of what is to be done: what follows names hosts and addresses. A probe with a short limit is to be made again first; a log has none. */
function firstStep(remedy: string | undefined): string {
  return (remedy ?? '')
    .replace(/^run again with .*?; if it is still silent, /, '')
    .replace('this server', 'the service connection point')
    .split(' ')
    .slice(0, 2)
    .join(' ');
}

t.test('a fault that check met in the lab, and the role logs: same cause, owner and first step', async (t) => {
  for (const [recording, logged] of FAULTS) {
    const finding = ofLog(logged);
    const told = (await ofCheck(recording)).map(({ cause, owner, remedy }) => ({ cause, owner, step: firstStep(remedy) }));
    const said = { cause: finding?.cause ?? null, owner: finding?.owner ?? null, step: firstStep(finding?.remedy) };
    t.ok(
      told.some((one) => one.cause === said.cause && one.owner === said.owner && one.step === said.step),
      recording,
      { said, told },
    );
  }
});
