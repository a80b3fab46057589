import type { LogCase } from './cases.ts';
import { server } from './samples.ts';

const CONTENT = 'Learn, "Troubleshoot content distribution", network and access denied errors of DistMgr';
const SYSTEM_ERRORS = 'Learn, "System Error Codes"';
const ROLE = 'Learn, "About the service connection point", Validate internet access';
const SYNC = 'Learn, "Troubleshoot software update synchronization", UssCommunicationError';
const TRUST = 'The underlying connection was closed: Could not establish trust relationship for the SSL/TLS secure channel.';
const FAILED = `ERROR: Failed to download Admin UI content payload with exception: ${TRUST}`;
const toAdminUi = 'Redirected to URL https://configmgrbits.azureedge.net/adminuicontent/ConfigMgr.AdminUIContent.cab';
const sitecomp = (text: string): string => server(text, { component: 'SMS_SITE_COMPONENT_MANAGER' });
const entry = (text: string, time = '09:00:00.000-480'): string =>
  `<![LOG[${text}]LOG]!><time="${time}" date="11-20-2026" component="SMS_DMP_DOWNLOADER" context="" type="3" thread="1" file="a.cs:1">\n`;

/** What the site server says of the server that is to carry the role: file sharing, registry, RPC, accounts. */
const SHARES: readonly LogCase[] = [
  {
    name: 'the share is out of reach, as documented, without stamps',
    source: CONTENT,
    log: 'SMS_DISTRIBUTION_MANAGER 5112 (0x13f8) Failed to make a network connection to \\\\DPNAME.CONTOSO.COM\\ADMIN$ (0x35).~\n',
    file: 'distmgr.log',
    want: [{ status: 'fail', cause: 'tcp.unreachable', owner: 'firewall', host: 'dpname.contoso.com', port: 445, text: /allow TCP 445/ }],
    count: 1,
  },
  ...(
    [
      ['0x5', 'account.not-local-admin', 'host'],
      ['0x80070005', 'account.not-local-admin', 'host'],
      ['0x40', 'tcp.unreachable', 'firewall'],
      ['0x43', 'account.admin-share', 'host'],
      ['0x52e', 'account.logon-refused', 'configmgr'],
      ['0x775', 'account.locked', 'directory'],
      ['0x6ba', 'tcp.unreachable', 'firewall'],
    ] as const
  ).map(
    ([code, cause, owner]): LogCase => ({
      name: `error ${code} at the share`,
      source: SYSTEM_ERRORS,
      log: sitecomp(`Failed to make a network connection to \\\\SCP1.corp.example\\ADMIN$ (${code}).`),
      file: 'sitecomp.log',
      want: [{ status: 'fail', cause, owner, host: 'scp1.corp.example', port: 445 }],
      count: 1,
    }),
  ),
  {
    name: 'a connection to the share later makes it past, and credits no host of the internet',
    source: CONTENT,
    log:
      sitecomp('Redirected to URL https://download.microsoft.com/a.cab') +
      sitecomp('Failed to make a network connection to \\\\SCP1.corp.example\\ADMIN$ (0x5).') +
      sitecomp('Successfully made a network connection to \\\\SCP1.corp.example\\ADMIN$.'),
    file: 'sitecomp.log',
    want: [{ status: 'warn', cause: 'account.not-local-admin' }],
    never: [{ host: 'download.microsoft.com' }],
    count: 1,
  },
  {
    name: 'a sentence of Windows without a code is no matter of the request before it',
    source: SYSTEM_ERRORS,
    log: sitecomp('Redirected to URL https://download.microsoft.com/a.cab') + sitecomp('The network path was not found.'),
    file: 'sitecomp.log',
    want: [{ status: 'fail', cause: 'tcp.unreachable' }],
    never: [{ host: 'download.microsoft.com' }],
  },
  {
    name: 'the registry of the server',
    source: CONTENT,
    log: sitecomp('Cannot get copy of security registry key on server (SCP1.corp.example) (0x80070005)'),
    file: 'sitecomp.log',
    want: [{ status: 'fail', cause: 'account.not-local-admin' }],
  },
  {
    name: "a package's own source folder is no matter of the role",
    source: CONTENT,
    log: server(
      "The source directory \\\\PS1SITE\\PKGSOURCE\\Dummy doesn't exist or the SMS service cannot access it, Win32 last error = 5",
    ),
    file: 'distmgr.log',
    want: [],
    never: [{ cause: 'account.not-local-admin' }],
  },
];

/** Broken, mixed and shown elsewhere. */
const BROKEN: readonly LogCase[] = [
  {
    name: 'a blank before the bias',
    source: 'logs of scripts in CMTrace format on GitHub',
    log: entry(FAILED, '09:00:00.000 -480'),
    want: [{ cause: 'tls.untrusted', text: /2026-11-20T01:00:00/ }],
  },
  {
    name: 'an entry whose beginning is missing',
    source: 'a log that was rolled over or copied in part',
    log: entry(FAILED).slice(20) + entry('Checking for preview version'),
    want: [{ status: 'fail', cause: 'tls.untrusted' }],
    count: 1,
  },
  {
    name: 'the last entry without its stamp, behind one that went well',
    source: 'a log that was copied while it was written',
    log: `${server(toAdminUi)}${server('(http response) size is 4711')}ERROR: Failed to download Admin UI content payload with exception: The remote server returned an error: (407) Proxy`,
    want: [{ status: 'fail', cause: 'proxy.auth-required' }],
  },
  {
    name: 'words of a person between entries are no error',
    source: 'a forum post',
    log: `${server('Checking for preview version')}this is what I see every day\n${server('Checking for preview version')}any ideas?\n`,
    want: [],
    count: 0,
  },
  {
    name: 'the installer of a role: stamp in angle brackets, month first',
    source: 'Learn, "Troubleshoot management point installation", MPSetup.log',
    log: '<02/08/18 14:20:24> ====\n<02/08/18 14:20:25> Failed to connect to https://go.microsoft.com/ 0x80072ee7\n',
    file: 'ConnectorSetup.log',
    want: [{ cause: 'dns.nxdomain', host: 'go.microsoft.com', text: /2018-02-08T14:20:25/ }],
  },
  ...(
    [
      ['the event log as text', 'Source:        SMS Server\nEvent ID:      11412\nComputer:      SCP01.corp.example\n'],
      ['the event log of a German server', 'Quelle:        SMS Server\nEreignis-ID:   11412\n'],
      ['the event log as XML', '<Event><System><EventID Qualifiers="49152">11412</EventID></System></Event>\n'],
      ['the status message viewer', 'Error\tP01\t11/20/2026 9:00:01 AM\tSCP01.corp.example\tSMS_SERVICE_CONNECTOR\t11412\tFailures\n'],
    ] as const
  ).map(
    ([name, log]): LogCase => ({
      name: `status message in ${name}`,
      source: ROLE,
      log,
      want: [{ status: 'fail', text: /status message 11412/ }],
    }),
  ),
  {
    name: 'an event of another program with a thread of that number',
    source: ROLE,
    log: server('Used 0 out of 30 threads, thread ID = 11412 (8706)'),
    want: [],
    count: 0,
  },
  {
    name: 'a synchronization that failed without a known reason',
    source: SYNC,
    log: server('Sync failed: UssInternalError: SoapException: Fault occurred', { component: 'SMS_WSUS_SYNC_MANAGER' }),
    file: 'wsyncmgr.log',
    want: [{ status: 'inconclusive', text: /Sync failed: UssInternalError/ }],
  },
];

const answered = entry(toAdminUi).replace('type="3"', 'type="1"') + entry('(http response) size is 4711').replace('type="3"', 'type="1"');
const connector = (text: string): string => entry(text, '09:00:05.000-480').replace('SMS_DMP_DOWNLOADER', 'SMS_SERVICE_CONNECTOR_Worker');
const LIFE = 'messages of .NET (System.Net.Security, System.Net.Http), and entries of the role that it marks as errors';

/** Beside an answer: what the role marks as an error is never passed over. */
const MARKED: readonly LogCase[] = [
  ...[
    'Endpoint https://gateway.configmgr.manage.microsoft.com is not accessible',
    'ERROR: Failed to get content info. Exception: Object reference not set',
    'Download aborted because the connection was lost',
    'Upload of data to service has failed after 3 attempts',
    'Worker GenericUploadWorker was not able to send the data',
    'Failed to get token: A task was canceled.',
    'The SSL connection could not be established, see inner exception.',
    'The decryption operation failed, see inner exception.',
  ].map(
    (text): LogCase => ({
      name: text,
      source: LIFE,
      log: answered + connector(text),
      want: [{ status: 'inconclusive' }, { status: 'pass' }],
      count: 2,
    }),
  ),
  ...(
    [
      ['Authentication failed because the remote party sent a TLS alert: HandshakeFailure', 'tls.protocol'],
      ['A call to SSPI failed. ---> Win32Exception: The message received was unexpected or badly formatted', 'tls.protocol'],
      ['Received an unexpected EOF or 0 bytes from the transport stream.', 'tls.closed'],
      ['The response ended prematurely.', 'http.reset'],
      ['BITS job encountered an error: 0x80190194', 'http.status'],
    ] as const
  ).map(
    ([text, cause]): LogCase => ({
      name: text,
      source: LIFE,
      log: answered + connector(text),
      want: [{ status: ['fail', 'warn'], cause }],
    }),
  ),
  {
    name: 'what is marked as an error and says of none is no finding, nor is what another component says',
    source: LIFE,
    log: answered + connector('Endpoint check finished') + entry('ERROR: x').replace('SMS_DMP_DOWNLOADER', 'SMS_INBOX_MANAGER'),
    want: [{ status: 'pass' }],
    count: 1,
  },
];

/** Logs of the site server, and logs that are not whole. */
export const SITE_CASES: readonly LogCase[] = [...SHARES, ...BROKEN, ...MARKED];

/** The same two entries in encodings that were mixed by appending. */
export const MIXED: readonly (readonly [name: string, bytes: Buffer])[] = [
  ['UTF-16 appended to UTF-8', Buffer.concat([Buffer.from(server(toAdminUi)), Buffer.from(server(FAILED), 'utf16le')])],
  [
    'one byte a character appended to UTF-16',
    Buffer.concat([Buffer.from(`\ufeff${server(toAdminUi)}`, 'utf16le'), Buffer.from(server(FAILED))]),
  ],
  [
    'the same with the high byte first',
    Buffer.concat([Buffer.from(`\ufeff${server(toAdminUi)}`, 'utf16le').swap16(), Buffer.from(server(FAILED))]),
  ],
  ['zeros of a torn write', Buffer.concat([Buffer.from(server(toAdminUi)), Buffer.alloc(4096), Buffer.from(server(FAILED))])],
  ['UTF-16 with the high byte first and no mark', Buffer.from(server(toAdminUi) + server(FAILED), 'utf16le').swap16()],
];
