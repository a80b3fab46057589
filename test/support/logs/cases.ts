import { server } from './samples.ts';

/** What a finding must have; `text` is looked for in all of it. */
export interface Wanted {
  readonly status?: string | readonly string[];
  readonly cause?: string | null;
  readonly owner?: string;
  readonly host?: string;
  readonly port?: number;
  readonly text?: RegExp;
}

export interface LogCase {
  readonly name: string;
  /** Where the wording of the log comes from. */
  readonly source: string;
  readonly log: string;
  readonly file?: string;
  readonly want: readonly Wanted[];
  readonly never?: readonly Wanted[];
  /** How many findings there are. */
  readonly count?: number;
}

const DOWNLOADER = 'Learn, "Service connection point does not download updates" (KB 4490424) and KB 3187516';
const TOOL = 'Learn, "Service connection tool does not download updates"';
const SERVICING = 'Learn, "Understand and troubleshoot updates and servicing"';
const ATTACH = 'Learn, "Troubleshooting tenant attach and device actions"';
const CMG = 'Learn, "Monitor the cloud management gateway" and "Ports and data flow"';
const ROLE = 'Learn, "About the service connection point", Validate internet access';
const WINHTTP = 'Learn, "WINHTTP_STATUS_CALLBACK callback function" and "Error messages (WinHTTP)"';
const WUA = 'Learn, "Windows Update error code list by component"';
const TRUST = 'The underlying connection was closed: Could not establish trust relationship for the SSL/TLS secure channel.';
const SEND = 'The underlying connection was closed: An unexpected error occurred on a send.';
const REFUSED = 'No connection could be made because the target machine actively refused it';
const MANIFEST = 'Easysetup fwlink to download the manifest: https://go.microsoft.com/fwlink/?LinkId=1';
const PAYLOAD = 'WARNING: Failed to download easy setup payload with exception:';
const toAdminUi = (): string => server('Redirected to URL https://configmgrbits.azureedge.net/adminuicontent/ConfigMgr.AdminUIContent.cab');
const toManifest = (): string => server('Redirected to URL https://download.microsoft.com/download/0/ConfigMgr.Update.Manifest.cab');
const got = (): string => server('Got fwdlink and recreating the httprequest/response');
const message = (id: number, severity: string, component = 'SMS_SERVICE_CONNECTOR', more = ''): string =>
  `STATMSG: ID=${id} SEV=${severity} LEV=M SOURCE="SMS Server" COMP="${component}" SYS=SCP.corp.example SITE=P01 PID=1 TID=9 GMTDATE=Thu Mar 14 19:07:11.020 2024 ISTR0="${more}" NUMATTRS=0\n`;
const adminUi = (words: string): string =>
  toAdminUi() + got() + server(`ERROR: Failed to download Admin UI content payload with exception: ${words}`);
const cmtrace = (text: string, component: string, type = 3): string =>
  `<![LOG[${text}]LOG]!><time="14:00:02.002-60" date="12-17-2024" component="${component}" context="" type="${type}" thread="44" file="">\n`;

/** Forms in which people have logs. */
const FORMS: readonly LogCase[] = [
  {
    name: 'copied out of CMTrace with tabs, US dates',
    source: DOWNLOADER,
    log: `Redirected to URL https://download.microsoft.com/a.cab\tSMS_DMP_DOWNLOADER\t8/2/2016 2:20:24 PM\t7568 (0x1D90)\n${PAYLOAD} ${TRUST}~~\tSMS_DMP_DOWNLOADER\t8/2/2016 2:20:25 PM\t7568 (0x1D90)\n`,
    want: [{ cause: 'tls.untrusted', owner: 'host', host: 'download.microsoft.com', text: /2016-08-02T14:20:25/ }],
  },
  {
    name: 'day first is told by another line of the same text',
    source: DOWNLOADER,
    log: `Download manifest.cab   SMS_DMP_DOWNLOADER   02.07.2018 14:24:06   4944 (0x1350)\n${PAYLOAD} ${SEND}   SMS_DMP_DOWNLOADER   02.07.2018 14:24:07   4944 (0x1350)\n`,
    want: [{ cause: 'tls.reset', text: /2018-07-02T14:24:07/ }],
  },
  {
    name: 'ISO dates, single blanks',
    source: DOWNLOADER,
    log: `${PAYLOAD} ${SEND} SMS_DMP_DOWNLOADER 2018-07-02 14:24:07 4944 (0x1350)\n`,
    want: [{ cause: 'tls.reset', text: /"SMS_DMP_DOWNLOADER"/ }],
  },
  {
    name: 'date first, with the lines of its stack',
    source: DOWNLOADER,
    log: `12/17/2024 2:00:01 PM SMS_DMP_DOWNLOADER 7568 (0x1D90) Download https://go.microsoft.com/fwlink/\n12/17/2024 2:00:02 PM SMS_DMP_DOWNLOADER 7568 (0x1D90) System.Net.WebException: Unable to connect to the remote server\n   at System.Net.HttpWebRequest.GetResponse()\n`,
    want: [{ cause: 'tcp.unreachable', host: 'go.microsoft.com', text: /GetResponse/ }],
  },
  {
    name: 'bare text of a forum',
    source: SERVICING,
    log: `Redirected to URL https://configmgrbits.azureedge.net/x.cab~~\nERROR: Failed to download Admin UI content payload with exception: ${TRUST}~~\n`,
    want: [{ cause: 'tls.untrusted', host: 'configmgrbits.azureedge.net' }],
  },
  {
    name: 'found by Select-String',
    source: DOWNLOADER,
    log:
      toAdminUi().replace(/^/, 'D:\\Logs\\Dmpdownloader.log:120:') +
      server(`ERROR: x with exception: ${TRUST}`).replace(/^/, 'D:\\Logs\\Dmpdownloader.log:122:'),
    want: [{ cause: 'tls.untrusted', host: 'configmgrbits.azureedge.net' }],
  },
  {
    name: 'escaped by a web page',
    source: DOWNLOADER,
    log: cmtrace(`ERROR: https://go.microsoft.com/ failed: ${TRUST}`, 'SMS_DMP_DOWNLOADER')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;'),
    want: [{ cause: 'tls.untrusted', host: 'go.microsoft.com', text: /2024-12-17T13:00:02/ }],
  },
  {
    name: 'typographic quotation marks and dashes',
    source: WUA,
    log: cmtrace('GetConfig failure, error = 0x80244022, HTTP status code = 503', 'WUAHandler')
      .replaceAll('"', '\u201d')
      .replace('-60', '\u201360'),
    want: [{ status: 'fail', text: /the client[\s\S]*2024-12-17T13:00:02/ }],
  },
  {
    name: 'two signs before the bias',
    source: DOWNLOADER,
    log: server(`${PAYLOAD} ${TRUST}`).replace('+300', '+-120'),
    want: [{ cause: 'tls.untrusted', text: /T07:00:\d\d/ }],
  },
  {
    name: 'WindowsUpdate.log of an old Windows',
    source: WUA,
    log: '2013-08-01\t08:51:09:954\t 924\t1a4c\tPT\tWARNING: GetConfig failure, error = 0x8024401B, soap client error = 10, soap error code = 0, HTTP status code = 407\n',
    want: [{ cause: 'proxy.auth-required', owner: 'proxy', text: /2013-08-01T08:51:09/ }],
  },
  {
    name: 'WindowsUpdate.log as Get-WindowsUpdateLog writes it',
    source: WUA,
    log: '2018/08/02 14:20:24.1234567 924   6732  Misc            *FAILED* [8024402C] Send request\n',
    want: [{ cause: 'dns.nxdomain' }],
  },
  {
    name: 'a trace of the Update Orchestrator in text',
    source: WUA,
    log: '[0]13E8.1B24::08/02/2018-14:20:24.123 [UpdateOrchestrator]Scan failed, error 0x80072EE2\n',
    want: [{ cause: 'tcp.timeout' }],
  },
];

/** Who answered, and what failed. */
const TRUTH: readonly LogCase[] = [
  {
    name: 'a redirect of the next download credits nobody',
    source: DOWNLOADER,
    log:
      server('Download manifest.cab') +
      toManifest() +
      got() +
      server(`${PAYLOAD} (407) x: (407) Proxy Authentication Required.`) +
      toAdminUi() +
      got(),
    want: [{ status: 'fail', cause: 'proxy.auth-required', host: 'download.microsoft.com' }],
    never: [{ status: ['pass', 'warn'] }],
  },
  {
    name: "setup's downloader was successful: that is another process",
    source: DOWNLOADER,
    log:
      toAdminUi() +
      server(`ERROR: Failed to download Admin UI content payload with exception: ${SEND}`) +
      server('Successfully download redist for 3b7d84fa-eccc-4ea0-b8ab-abbda1e88e0e.'),
    want: [{ status: 'fail', host: 'configmgrbits.azureedge.net' }],
    never: [{ status: ['pass', 'warn'] }],
  },
  {
    name: 'the same host and work answered later',
    source: DOWNLOADER,
    log:
      server(MANIFEST) +
      server('Download manifest.cab') +
      server(`${PAYLOAD} ${SEND}`) +
      server(MANIFEST) +
      server('Download manifest.cab') +
      toManifest(),
    want: [{ status: 'warn', cause: 'tls.reset', host: 'go.microsoft.com' }],
  },
  ...[400, 401, 404, 405, 410].map((status) => ({
    name: `${status} for a public file is a failure`,
    source: DOWNLOADER,
    log: toManifest() + got() + server(`${PAYLOAD} The remote server returned an error: (${status}) Words.`),
    want: [{ status: 'fail', cause: 'http.status', host: 'download.microsoft.com', text: new RegExp(String(status)) }],
    never: [{ status: 'pass' }],
  })),
  {
    name: 'a sentence of the role whose reason nobody knows',
    source: SERVICING,
    log: server('WARNING: EasySetupDownloadSinglePackage Failed with exception: Object reference not set to an instance of an object.'),
    want: [{ status: 'inconclusive', text: /Object reference not set/ }],
  },
  {
    name: 'a failed download of redistributables alone',
    source: SERVICING,
    log: server(
      'ERROR: Failed to download redist for a200e842 with command  /RedistUrl https://go.microsoft.com/fwlink/?LinkID=2115626 /NoUI "D:\\redist"',
    ),
    want: [{ status: 'inconclusive', text: /ConfigMgrSetup\.log[\s\S]*go\.microsoft\.com\/fwlink/ }],
  },
  {
    name: 'an update in the state DOWNLOAD_FAILED',
    source: SERVICING,
    log: server('outerxml is <ConfigurationManagerUpdateContent Guid="3b7d84fa" State="327679" />'),
    want: [{ status: 'inconclusive', text: /327679/ }],
  },
  {
    name: 'an Authenticode signature that cannot be verified',
    source: SERVICING,
    log: server("ERROR: failed to verify 'C:\\redist\\sqlncli.msi' authenticode signature.", { component: 'Configuration Manager Setup' }),
    want: [{ status: 'fail', text: /signature/ }],
  },
  {
    name: 'outcome and stack are one failure, the wrapper too',
    source: DOWNLOADER,
    log:
      server(MANIFEST) +
      server(`${PAYLOAD} Unable to connect to the remote server`) +
      server(
        `System.Net.WebException: Unable to connect to the remote server ---> System.Net.Sockets.SocketException: ${REFUSED} 93.184.216.34:443~~   at System.Net.Sockets.Socket.DoConnect(EndPoint x)`,
      ) +
      server('Failed to call DownloadEasySetup. error = Error -2146233079'),
    want: [{ status: 'fail', cause: 'tcp.refused', host: 'go.microsoft.com' }],
    count: 1,
  },
];

/** Owner and first step. */
const ADVICE: readonly LogCase[] = [
  {
    name: 'trust: the server first',
    source: DOWNLOADER,
    log: adminUi(TRUST),
    want: [{ owner: 'host', text: /import the missing root[\s\S]*TLS inspection: exempt/ }],
  },
  {
    name: 'send: TLS 1.2 of the server first',
    source: TOOL,
    log: adminUi(SEND),
    want: [{ owner: 'host', text: /set SchUseStrongCrypto[\s\S]*TLS inspection: [\s\S]*Firewall: / }],
  },
  {
    name: 'secure channel: suites of the server',
    source: TOOL,
    log: adminUi('The request was aborted: Could not create SSL/TLS secure channel.'),
    want: [{ cause: 'tls.protocol', owner: 'host' }],
  },
  {
    name: 'a name that does not resolve: the proxy first',
    source: 'Learn, "Download of updates fails with error 12007" (software updates)',
    log: server('Failed to download the update from internet. Error = 12007.', { component: 'SMS_RULE_ENGINE' }),
    want: [{ cause: 'dns.nxdomain', owner: 'configmgr', text: /if this server has to use a proxy/ }],
  },
  {
    name: 'the service refuses this hierarchy',
    source: ATTACH,
    log:
      server(
        '[OnboardScenario] Response from https://us.gateway.configmgr.manage.microsoft.com/api/gateway/AccountOnboardingInfo is: 401 (Unauthorized)',
      ) + server('Unexpected exception for worker GenericUploadWorker'),
    want: [{ status: 'pass', text: /401 Unauthorized[\s\S]*Nothing to ask of the network/ }],
    never: [{ status: 'fail' }],
  },
  {
    name: 'the subject of the signing certificate',
    source: ATTACH,
    log: server('Failed to check and load service signing certificate. System.ArgumentException: Mismatch certificate subject name'),
    want: [{ status: 'inconclusive', owner: 'configmgr', text: /network is not what fails/ }],
  },
  {
    name: 'a secret that has expired',
    source: 'Learn, "Microsoft Entra authentication and authorization error codes"',
    log: server("AADSTS7000222: The provided client secret keys for app '0' are expired.", { component: 'SMS_AZUREAD_DISCOVERY_AGENT' }),
    want: [{ status: 'inconclusive', owner: 'configmgr', text: /secret/ }],
  },
];

/** Numbers and status messages. */
const CODES: readonly LogCase[] = [
  {
    name: 'HTTP 407 as a Win32 error',
    source: WUA,
    log: cmtrace('ERROR: DownloadContentFiles() failed with hr=0x80070197', 'Software Updates Patch Downloader'),
    want: [{ cause: 'proxy.auth-required', text: /the site server/ }],
  },
  {
    name: 'HTTP 503 as a Win32 error',
    source: WUA,
    log: server('ERROR: DownloadUpdateContent() failed with hr=0x800701F7', { component: 'SMS_RULE_ENGINE' }),
    want: [{ cause: 'http.status', text: /503/ }],
  },
  {
    name: 'HttpSendRequest failed 502',
    source: WUA,
    log: cmtrace('HttpSendRequest failed 502', 'Software Updates Patch Downloader'),
    want: [{ cause: 'http.status', text: /502/ }],
  },
  {
    name: 'HTTP_STATUS_PROXY_AUTH_REQ',
    source: WUA,
    log: cmtrace('HttpSendRequest failed HTTP_STATUS_PROXY_AUTH_REQ', 'Software Updates Patch Downloader'),
    want: [{ cause: 'proxy.auth-required' }],
  },
  {
    name: 'from internet. Error = 407',
    source: WUA,
    log: server('Failed to download the update content with ID 16777699 from internet. Error = 407', { component: 'SMS_RULE_ENGINE' }),
    want: [{ cause: 'proxy.auth-required' }],
  },
  {
    name: 'Windows Update 0x80244018',
    source: WUA,
    log: cmtrace('OnSearchComplete - Failed to end search job. Error = 0x80244018.', 'WUAHandler'),
    want: [{ cause: 'proxy.denied' }],
  },
  {
    name: 'a flag before 12175',
    source: WINHTTP,
    log:
      cmtrace(
        '[CCMHTTP] ERROR: URL=https://cmg.contoso.com/x, Port=443, Options=480, Code=0, Text=WINHTTP_CALLBACK_STATUS_FLAG_CERT_REV_FAILED',
        'CcmMessaging',
      ) + cmtrace('[CCMHTTP] ERROR INFO: StatusCode=0 Error 12175', 'CcmMessaging'),
    want: [{ cause: 'tls.revocation-unreachable' }],
    count: 1,
  },
  { name: "Microsoft's own check passed", source: ROLE, log: message(11410, 'I'), want: [{ status: 'pass', text: /successful/ }] },
  {
    name: "Microsoft's own check found failures that are not critical",
    source: ROLE,
    log: message(11411, 'W'),
    want: [{ status: 'warn' }],
  },
  {
    name: "Microsoft's own check failed",
    source: ROLE,
    log: message(11412, 'E'),
    want: [{ status: 'fail', text: /EndpointConnectivityCheckWorker/ }],
  },
  {
    name: 'an upload failed',
    source: 'list of status messages of the console',
    log: message(9607, 'E', 'SMS_DMP_UPLOADER'),
    want: [{ status: 'inconclusive', text: /9607/ }],
  },
  {
    name: 'a synchronization failed, with its words',
    source: 'list of status messages of the console',
    log: message(6703, 'E', 'SMS_WSUS_SYNC_MANAGER', 'The request failed with HTTP status 502'),
    want: [{ text: /6703[\s\S]*502/ }],
  },
  {
    name: 'an error of the role that no row knows',
    source: 'list of status messages of the console',
    log: message(9999, 'E'),
    want: [{ status: 'inconclusive', text: /9999/ }],
  },
];

/** Hosts and whose log it is. */
const HOSTS: readonly LogCase[] = [
  {
    name: 'a cloud management gateway, by its port',
    source: CMG,
    log: server(
      'Failed to build Tcp connection ab-cd with server GRAVITYCMG.CLOUDAPP.NET:10141. System.Net.WebException: TCP CONNECTION: Failed to authenticate with proxy server',
      { component: 'SMS_CLOUD_PROXYCONNECTOR' },
    ),
    file: 'SMS_Cloud_ProxyConnector.log',
    want: [{ host: 'gravitycmg.cloudapp.net', port: 10_141, text: /10140 to 10155[\s\S]*the CMG connection point/ }],
  },
  {
    name: 'an address that refused, at no known request',
    source: DOWNLOADER,
    log: server(`System.Net.Sockets.SocketException: ${REFUSED} 20.42.73.29:443`),
    want: [{ cause: 'tcp.refused', host: '20.42.73.29', port: 443 }],
  },
  {
    name: 'an address of the inside with the port of a proxy',
    source: DOWNLOADER,
    log: server(`${PAYLOAD} Unable to connect to the remote server ---> ${REFUSED} 192.168.1.9:3128`),
    want: [{ cause: 'proxy.unreachable', owner: 'proxy', text: /192\.168\.1\.9:3128/ }],
  },
  {
    name: 'a proxy that is silent is a matter of the firewall',
    source: DOWNLOADER,
    log: server(
      'A connection attempt failed because the connected party did not properly respond after a period of time, or established connection failed because connected host has failed to respond 10.1.2.3:8080',
    ),
    want: [{ cause: 'proxy.unreachable', owner: 'firewall' }],
  },
  {
    name: 'MISE12034 is login.microsoftonline.com',
    source: 'Learn, "Proxy server support", management points',
    log: cmtrace(
      `MiseAuthenticationTicketProviderException: MISE12034: AuthenticationTicketProvider Name:AuthenticationTicketProvider System.Net.Sockets.SocketException: ${REFUSED}`,
      'CCM_STS',
    ),
    file: 'CCM_STS_ManagedBase.log',
    want: [{ host: 'login.microsoftonline.com', cause: 'tcp.refused', text: /the management point/ }],
  },
  {
    name: 'request and failure on different threads',
    source: DOWNLOADER,
    log:
      server(MANIFEST, { thread: 7568 }) +
      server('Download manifest.cab', { thread: 7568 }) +
      server(`${PAYLOAD} ${TRUST}`, { thread: 10_760 }),
    want: [{ host: 'go.microsoft.com', text: /another thread made/ }],
  },
  {
    name: 'a new piece of work is not at the host of the one before',
    source: DOWNLOADER,
    log: toAdminUi() + server('Download manifest.cab') + server(`${PAYLOAD} ${SEND}`),
    want: [{ cause: 'tls.reset', text: /host that the log does not name/ }],
    never: [{ host: 'configmgrbits.azureedge.net' }],
  },
  {
    name: "setup's downloader without the proxy of the site",
    source: SERVICING,
    log:
      server('No proxy information is specified. Connect without proxy.', { component: 'Configuration Manager Setup' }) +
      server('ERROR: Failed to download http://go.microsoft.com/fwlink/?LinkID=1, error 12029', {
        component: 'Configuration Manager Setup',
      }),
    file: 'ConfigMgrSetup.log',
    want: [{ host: 'go.microsoft.com', text: /connects without a proxy[\s\S]*setup's downloader said/ }],
  },
];

/** Windows and .NET in the language of the server, and forms that mails, forums and consoles make. */
const SOCKETS = 'messages of Windows (WSAECONNREFUSED and its kin), as programs of that language pass them on';
const VARIANTS: readonly LogCase[] = [
  {
    name: 'no answer, in German',
    source: SOCKETS,
    log: adminUi(
      'Die Verbindung mit dem Remoteserver kann nicht hergestellt werden. ---> System.Net.Sockets.SocketException: Ein Verbindungsversuch ist fehlgeschlagen, da die Gegenstelle nach einer bestimmten Zeitspanne nicht richtig reagiert hat 152.199.19.161:443',
    ),
    want: [{ cause: 'tcp.timeout', owner: 'firewall', host: 'configmgrbits.azureedge.net' }],
  },
  {
    name: 'refused by a proxy, in French with typographic apostrophes',
    source: SOCKETS,
    log: adminUi('Aucune connexion n\u2019a pu être établie car l\u2019ordinateur cible l\u2019a expressément refusée 10.20.30.40:8080'),
    want: [{ cause: 'proxy.unreachable', owner: 'proxy', text: /10\.20\.30\.40:8080/ }],
  },
  {
    name: 'no answer, in Russian',
    source: SOCKETS,
    log: adminUi('Попытка установить соединение была безуспешной, т.к. от другого компьютера за требуемое время не получен нужный отклик'),
    want: [{ cause: 'tcp.timeout' }],
  },
  {
    name: 'a name that is not known, in Japanese',
    source: SOCKETS,
    log: adminUi('そのようなホストは不明です。'),
    want: [{ cause: 'dns.nxdomain', owner: 'configmgr' }],
  },
  {
    name: 'trust, in Dutch and Polish',
    source: 'Learn in Polish, "Troubleshoot Azure Data Factory connectors"; .NET Framework in Dutch',
    log:
      adminUi('De onderliggende verbinding is gesloten: Kan geen vertrouwensrelatie instellen voor het beveiligde SSL/TLS-kanaal.') +
      server(MANIFEST) +
      server(`${PAYLOAD} Nie można ustanowić relacji zaufania dla bezpiecznego kanału SSL/TLS.`),
    want: [
      { cause: 'tls.untrusted', host: 'configmgrbits.azureedge.net' },
      { cause: 'tls.untrusted', host: 'go.microsoft.com' },
    ],
  },
  {
    name: 'BITS passes on what Windows calls a connection that could not be made',
    source: 'Learn, "Release notes for Configuration Manager", version 2107 update fails to download; "Error messages (WinINet)"',
    log:
      server('Download large file with BITs') +
      server('Redirected to URL https://configmgrbits.azureedge.net/release/x.cab') +
      server('WARNING: EasySetupDownloadSinglePackage Failed with exception: A connection with the server could not be established'),
    want: [{ cause: 'tcp.unreachable', host: 'configmgrbits.azureedge.net' }],
  },
  {
    name: 'the name of a payload host is not resolved, as the release notes show it',
    source: 'Learn, "Release notes for Configuration Manager", version 2107 update fails to download',
    log: `Download large file with BITs\nWARNING: EasySetupDownloadSinglePackage Failed with exception: The remote name could not be resolved: 'configmgrbits.azureedge.net'\nWARNING: Retry in the next polling cycle\n`,
    want: [{ cause: 'dns.nxdomain', host: 'configmgrbits.azureedge.net', owner: 'configmgr' }],
  },
  {
    name: "setup's downloader writes the code behind the name of the call",
    source: SERVICING,
    log:
      server('INFO: Downloading http://go.microsoft.com/fwlink/?LinkID=724436 as a.cab') + server('ERROR: WinHttpSendRequest failed 12029'),
    file: 'ConfigMgrSetup.log',
    want: [{ cause: 'tcp.unreachable', host: 'go.microsoft.com' }],
  },
  {
    name: 'a proxy of the software update point without an address',
    source: 'MicrosoftDocs/sccm-docs-powershell-ref#33',
    log: server('The address of the proxy server cannot be empty', { component: 'SMS_WSUS_CONFIGURATION_MANAGER' }),
    file: 'WCM.log',
    want: [{ status: 'inconclusive', owner: 'configmgr', text: /Proxy tab/ }],
  },
  {
    name: 'a hash that does not fit',
    source: SERVICING,
    log: server("ERROR: File hash check failed for 'D:\\redist\\x.msi'", { component: 'Configuration Manager Setup' }),
    file: 'ConfigMgrSetup.log',
    want: [{ status: 'fail', text: /hash check failed/ }],
  },
  {
    name: 'a sentence that a mail broke in two',
    source: DOWNLOADER,
    log: `${PAYLOAD} The underlying connection was closed: Could not establish trust\nrelationship for the SSL/TLS secure channel.~~\n`,
    want: [{ cause: 'tls.untrusted' }],
    count: 1,
  },
  {
    name: 'apostrophes for quotation marks',
    source: DOWNLOADER,
    log: cmtrace(`ERROR: https://go.microsoft.com/ failed: ${TRUST}`, 'SMS_DMP_DOWNLOADER').replaceAll('"', "'"),
    want: [{ cause: 'tls.untrusted', text: /2024-12-17T13:00:02/ }],
  },
  {
    name: 'the flag says why, the code behind it says where',
    source: WINHTTP,
    log:
      cmtrace('[CCMHTTP]            : WINHTTP_CALLBACK_STATUS_FLAG_CERT_CN_INVALID is set', 'CcmMessaging') +
      cmtrace('[CCMHTTP] ERROR: URL=https://cmg.contoso.com/ccm_system/request, Port=443, Code=12175', 'CcmMessaging'),
    want: [{ cause: 'tls.name-mismatch', host: 'cmg.contoso.com' }],
    count: 1,
  },
];

/** Logs as people have them, with what is true of them. */
export const LOG_CASES: readonly LogCase[] = [...FORMS, ...TRUTH, ...ADVICE, ...CODES, ...HOSTS, ...VARIANTS];
