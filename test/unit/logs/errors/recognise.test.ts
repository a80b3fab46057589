import t from 'tap';
import { CAUSES } from '../../../../src/causes/index.ts';
import { HRESULTS, type NetworkError, WINHTTP, WINHTTP_OTHER, WINSOCK } from '../../../../src/logs/errors/network-errors.ts';
import { PHRASES } from '../../../../src/logs/errors/phrases.ts';
import { outcomeOf } from '../../../../src/logs/errors/recognise.ts';
import { STATUSES } from '../../../../src/logs/errors/statuses.ts';

const hresult = (low: number, facility: number): number => (0x80000000 + facility * 0x10000 + low) | 0;
const hex = (code: number): string => (code >>> 0).toString(16).toUpperCase();
const found = (text: string): NetworkError | undefined => outcomeOf(text).trouble?.error;

t.test('every code, as each stack writes it', async (t) => {
  for (const [code, error] of [...WINHTTP, ...WINSOCK]) {
    const number = hresult(Number(code), 7);
    for (const text of [
      `Failed to download the update from internet. Error = ${code}.`,
      `WinHttpSendRequest failed with ${code}`,
      `ERROR: download failed, error code: ${code}`,
      `Failed to call Download. error = Error ${number}`,
      `HTTP request failed (0x${hex(number)})`,
      `exception [${hex(number).toLowerCase()}] failed`,
    ])
      t.match(found(text), { cause: error.cause, words: error.words }, text);
  }
  for (const [code, error] of HRESULTS) {
    const number = Number.parseInt(code, 16);
    t.match(found(`Failed, hr=0x${code}`), { cause: error.cause, words: error.words });
    // A wrapper says less than the sentence of the role around it.
    if (error.rank === 1) continue;
    t.match(found(`Failed to call X. error = [error code: ${number | 0}, error message: x]`), { cause: error.cause, words: error.words });
    t.match(found(`Failed with ${number}`), { cause: error.cause, words: error.words });
  }
  for (const [status, error] of STATUSES) {
    for (const text of [
      `The remote server returned an error: (${status}) Some Words.`,
      `Der Remoteserver hat einen Fehler zurückgegeben: (${status}) Worte.`,
      `Le serveur distant a retourné une erreur : (${status}) Mots.`,
      `リモート サーバーがエラーを返しました: (${status}) x`,
      `Response from https://gateway.example/x is: ${status} (Words)`,
      `Response status code does not indicate success: ${status} (Words).`,
      `ERROR: HTTP status code ${status}`,
      `HTTP/1.1 ${status} Words`,
      `BITS job failed: 0x${hex(hresult(Number(status), 0x19))}`,
    ])
      t.match(found(text), { cause: error.cause, words: error.words }, text);
  }
});

t.test('no row without a cause of the vocabulary, or a layer that says why', async (t) => {
  for (const { cause, code, words, confidence } of [
    ...WINHTTP.values(),
    ...WINSOCK.values(),
    ...HRESULTS.values(),
    ...STATUSES.values(),
    ...PHRASES,
  ]) {
    t.ok(cause === null || Object.hasOwn(CAUSES, cause), code);
    t.ok(words.length > 10 && !words.endsWith('.') && (confidence as string) !== 'certain', code);
  }
});

t.test('sentences', async (t) => {
  const rows: readonly (readonly [text: string, cause: string | null, confidence?: string])[] = [
    ['The remote server returned an error: (407) Proxy Authentication Required.', 'proxy.auth-required', 'likely'],
    ['Authentication failed because the remote party sent a TLS alert: HandshakeFailure', 'tls.protocol', 'likely'],
    ["The remote name could not be resolved: 'configmgrbits.azureedge.net'", 'dns.nxdomain', 'likely'],
    ["Der Remotename konnte nicht aufgelöst werden: 'go.microsoft.com'", 'dns.nxdomain'],
    ["Der Remotename konnte nicht aufgel\ufffdst werden: 'go.microsoft.com'", 'dns.nxdomain'],
    ["Le nom distant n'a pas pu être résolu: 'go.microsoft.com'", 'dns.nxdomain'],
    ["No se puede resolver el nombre remoto: 'go.microsoft.com'", 'dns.nxdomain'],
    ["Impossibile risolvere il nome remoto.: 'go.microsoft.com'", 'dns.nxdomain'],
    ["リモート名を解決できませんでした。: 'go.microsoft.com'", 'dns.nxdomain'],
    ["The proxy name could not be resolved: 'proxy'", 'proxy.dns'],
    ['The address of the proxy server cannot be empty', null],
    [
      'The underlying connection was closed: Could not establish trust relationship for the SSL/TLS secure channel.',
      'tls.untrusted',
      'likely',
    ],
    ['The underlying connection was closed: An unexpected error occurred on a send.', 'tls.reset', 'possible'],
    ['The underlying connection was closed: The connection was closed unexpectedly.', 'http.reset', 'possible'],
    ['The request was aborted: Could not create SSL/TLS secure channel.', 'tls.protocol', 'possible'],
    ['Unable to connect to the remote server', 'tcp.unreachable', 'possible'],
    [
      'WebException: Unable to connect to the remote server ---> SocketException: No connection could be made because the target machine actively refused it 192.0.2.1:443',
      'tcp.refused',
      'likely',
    ],
    [
      'Unable to connect to the remote server ---> A connection attempt failed because the connected party did not properly respond after a period of time',
      'tcp.timeout',
      'likely',
    ],
    [
      'Could not establish trust relationship ---> The remote certificate is invalid: RemoteCertificateNameMismatch',
      'tls.name-mismatch',
      'likely',
    ],
    [
      'Could not establish trust relationship ---> The remote certificate is invalid because of errors in the certificate chain: NotTimeValid',
      'tls.expired',
    ],
    ['An unexpected error occurred on a send. ---> An existing connection was forcibly closed by the remote host', 'tls.reset', 'possible'],
    ['Failed to check and load service signing certificate. System.ArgumentException: Fail to build chain', 'host.root-missing'],
    ['There may be an issue with internet connection or the download link.', null],
    ['CAB does not contain telemetry data.', null],
    ['[Critical][GenericUploadWorker][0][System.Net.WebException][0x80131509]', null],
    ['A certificate chain could not be built: UntrustedRoot', 'tls.untrusted'],
    [
      'error: the revocation function was unable to check revocation because the revocation server was offline',
      'tls.revocation-unreachable',
    ],
    ['WINHTTP_CALLBACK_STATUS_FLAG_CERT_REV_FAILED', 'tls.revocation-unreachable'],
    ['WINHTTP_CALLBACK_STATUS_FLAG_CERT_REVOKED', null],
    ['WINHTTP_CALLBACK_STATUS_FLAG_CERT_CN_INVALID', 'tls.name-mismatch'],
    ['WINHTTP_CALLBACK_STATUS_FLAG_CERT_DATE_INVALID', 'tls.expired'],
    ['WINHTTP_CALLBACK_STATUS_FLAG_CERT_WRONG_USAGE', 'tls.untrusted'],
    ['WINHTTP_CALLBACK_STATUS_FLAG_INVALID_CA', 'tls.untrusted'],
    ['WINHTTP_CALLBACK_STATUS_FLAG_INVALID_CERT', 'tls.untrusted'],
    ['WINHTTP_CALLBACK_STATUS_FLAG_SECURITY_CHANNEL_ERROR', 'tls.protocol'],
    ['The server committed a protocol violation. Section=ResponseStatusLine', 'http.malformed'],
    [
      'The server does not support the necessary HTTP protocol. Background Intelligent Transfer Service (BITS) requires that the server support the Range protocol header.',
      'http.range-unsupported',
    ],
    ['TCP CONNECTION: Failed to authenticate with proxy server', 'tls.timeout'],
    ['MISE12034: AuthenticationTicketProvider Name:AuthenticationTicketProvider', null],
    ['The client and server cannot communicate, because they do not possess a common algorithm', 'tls.protocol', 'likely'],
    ['Authentication failed because the remote party has closed the transport stream.', 'tls.closed'],
    ['An attempt was made to access a socket in a way forbidden by its access permissions', 'tcp.prohibited'],
    ['A socket operation was attempted to an unreachable network', 'tcp.unreachable', 'likely'],
    ['System.Net.WebException: The operation has timed out', 'http.timeout', 'possible'],
    ['WinHttpSendRequest failed, error 12099', null],
    ['failed with 0x80072F99', null],
  ];
  for (const [text, cause, confidence] of rows) {
    const { trouble } = outcomeOf(text);
    t.ok(trouble, text);
    t.match(trouble?.error, { cause, ...(confidence === undefined ? {} : { confidence }) }, text);
  }
  for (const { code, pattern } of PHRASES)
    t.ok(
      rows.some(([text]) => pattern.test(text)),
      `${code} has an example`,
    );
});

t.test('what is no error of the network', async (t) => {
  for (const text of [
    'Batching 12029 records',
    'Processed 12002 files, size 12007 bytes',
    'Sent 12029 of 12030 messages without error',
    'ERROR: File hash check failed: 0x80070002',
    'Failed to calculate hash',
    'Access denied, error 5, 0x80070005',
    'Error code 0, status 0',
    'State = 327679',
    'Next run time will be at approximately: 03/14/2024 12:07:12',
    'The remote server returned an error: (500) Internal Server Error.',
    'GUID 80072EE2-0000-4000-8000-000000000000 failed',
    'Total number of packages is: 407',
    ...[...WINHTTP_OTHER].map((code) => `error code ${code}`),
  ])
    t.equal(outcomeOf(text).trouble, undefined, text);
});

t.test('whoever refuses what was asked has answered', async (t) => {
  for (const [text, answered] of [
    ['Response from https://gateway.example/x is: 401 (Unauthorized)', 401],
    ['System.Net.WebException: The remote server returned an error: (404) Not Found.', 404],
    ['INFO: WinHttpQueryHeaders() in Download() returned OK (200)', 200],
    ['Response from https://gateway.example/x is: 200 (OK)', 200],
  ] as const)
    t.match(outcomeOf(text), { answered, trouble: undefined }, text);
});
