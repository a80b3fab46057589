import { anyOf, dotnetPattern } from './dotnet-messages.ts';
import { BROKEN, type NetworkError, NO_SUITE, UNTRUSTED } from './network-errors.ts';
import { windowsMessages } from './windows-messages.ts';
import { CUT, EXPIRED, NAME, NO_NAME, REVOCATION, REVOKED, SHUT, SUITES, TRUST } from './words.ts';

/** A sentence of .NET, Windows or the product that tells of the network without a code. */
export interface Phrase extends NetworkError {
  readonly pattern: RegExp;
  /** So general that it counts only where the entry, or the one before it, is about a request. */
  readonly needsRequest?: boolean;
}

const say = (code: string, pattern: RegExp | string, error: Omit<Phrase, 'code' | 'pattern'>): Phrase => ({
  code,
  pattern: typeof pattern === 'string' ? new RegExp(pattern, 'i') : pattern,
  ...error,
});

const LIKELY = { confidence: 'likely' } as const;
const POSSIBLE = { confidence: 'possible' } as const;

/** WINHTTP_CALLBACK_STATUS_SECURE_FAILURE says why 12175 follows (learn.microsoft.com, "WINHTTP_STATUS_CALLBACK callback function"). */
const flag = (name: string, error: Omit<Phrase, 'code' | 'pattern' | 'rank' | 'isFlag'>): Phrase =>
  say(`WINHTTP_CALLBACK_STATUS_FLAG_${name}`, new RegExp(`(?<![A-Z])(?:WINHTTP_CALLBACK_STATUS_)?FLAG_${name}\\b`), {
    ...error,
    rank: 4,
    isFlag: true,
  });

const FLAGS: readonly Phrase[] = [
  flag('CERT_REV_FAILED', { ...LIKELY, cause: 'tls.revocation-unreachable', words: REVOCATION }),
  flag('CERT_REVOKED', { ...LIKELY, cause: null, layer: 'tls', words: REVOKED }),
  flag('CERT_CN_INVALID', { ...LIKELY, cause: 'tls.name-mismatch', words: NAME }),
  flag('CERT_DATE_INVALID', { ...LIKELY, cause: 'tls.expired', words: EXPIRED }),
  flag('CERT_WRONG_USAGE', { ...POSSIBLE, cause: 'tls.untrusted', words: TRUST, ...UNTRUSTED }),
  flag('INVALID_CA', { ...LIKELY, cause: 'tls.untrusted', words: TRUST, ...UNTRUSTED }),
  flag('INVALID_CERT', { ...POSSIBLE, cause: 'tls.untrusted', words: TRUST, ...UNTRUSTED }),
  flag('SECURITY_CHANNEL_ERROR', { ...POSSIBLE, cause: 'tls.protocol', words: SUITES, ...NO_SUITE }),
];

/** One row each. The messages of System.Net come in the language of the server (`dotnet-messages.ts`), those of Windows Sockets inside them in English at least. */
export const PHRASES: readonly Phrase[] = [
  ...FLAGS,
  say('ProxyNameResolutionFailure', dotnetPattern('proxy-name'), {
    ...LIKELY,
    cause: 'proxy.dns',
    rank: 4,
    words: 'the name of the proxy that is set up does not resolve',
  }),
  say(
    'NameResolutionFailure',
    `${dotnetPattern('name')}|${anyOf(windowsMessages('11001'))}|externe naam kan niet|server name (?:or address )?could not be resolved`,
    {
      ...LIKELY,
      cause: 'dns.nxdomain',
      rank: 4,
      words: NO_NAME,
      asksForProxy: true,
    },
  ),
  say(
    'NameMismatch',
    /RemoteCertificateNameMismatch|certificate'?s? (?:CN )?name .{0,40}(?:not match|mismatch)|host name in the certificate is invalid/i,
    {
      ...LIKELY,
      cause: 'tls.name-mismatch',
      rank: 4,
      words: NAME,
    },
  ),
  say('NotTimeValid', /\bNotTimeValid\b|date in the certificate is invalid or has expired/, {
    ...LIKELY,
    cause: 'tls.expired',
    rank: 4,
    words: EXPIRED,
  }),
  say(
    'RevocationOffline',
    /\b(?:OfflineRevocation|RevocationStatusUnknown)\b|revocation (?:server|function) was (?:offline|unable to check)/,
    { ...LIKELY, cause: 'tls.revocation-unreachable', rank: 4, words: REVOCATION },
  ),
  say('UntrustedRoot', /\b(?:UntrustedRoot|PartialChain|RemoteCertificateChainErrors)\b/, {
    ...LIKELY,
    cause: 'tls.untrusted',
    rank: 4,
    words: TRUST,
    ...UNTRUSTED,
  }),
  say(
    'TrustFailure',
    `${dotnetPattern('trust')}|remote certificate (?:is|was) (?:invalid|rejected)|certificate authority is (?:invalid or incorrect|unfamiliar)|relation d.{1,3}approbation pour le canal`,
    {
      ...LIKELY,
      cause: 'tls.untrusted',
      rank: 3,
      words: TRUST,
      ...UNTRUSTED,
    },
  ),
  say('ServiceCertificateChain', /service signing certificate[\s\S]{0,200}Fail(?:ed)? to build chain/i, {
    ...POSSIBLE,
    cause: 'host.root-missing',
    rank: 4,
    words:
      'the chain of the certificate that signs the service could not be built: a root is missing on this server, or revocation and trust lists cannot be reached',
  }),
  say('NoCommonAlgorithm', /do not possess a common algorithm/i, { ...LIKELY, cause: 'tls.protocol', rank: 4, words: SUITES, ...NO_SUITE }),
  say('SecureChannelFailure', `${dotnetPattern('secure-channel')}|unexpected packet format`, {
    ...POSSIBLE,
    cause: 'tls.protocol',
    rank: 3,
    words: SUITES,
    ...NO_SUITE,
  }),
  say(
    'TlsAlert',
    /sent a TLS alert: '?(?:HandshakeFailure|ProtocolVersion|InsufficientSecurity)|message received was unexpected or badly formatted/i,
    {
      ...LIKELY,
      cause: 'tls.protocol',
      rank: 4,
      words: SUITES,
      ...NO_SUITE,
    },
  ),
  say('HandshakeClosed', /remote party (?:has )?closed the transport stream|unexpected EOF or 0 bytes from the transport stream/i, {
    ...LIKELY,
    cause: 'tls.closed',
    rank: 4,
    words: 'the TLS handshake was closed by the other side without an alert, as some filters refuse a name',
  }),
  say('10061', anyOf(windowsMessages('10061')), {
    ...LIKELY,
    cause: 'tcp.refused',
    rank: 4,
    words: 'the connection was refused: a firewall rejects it, or nothing listens there',
  }),
  say('10060', anyOf(windowsMessages('10060')), {
    ...LIKELY,
    cause: 'tcp.timeout',
    rank: 4,
    words: 'nobody answered: a packet filter on the path drops it',
  }),
  say('10013', /forbidden by its access permissions/i, {
    ...LIKELY,
    cause: 'tcp.prohibited',
    rank: 4,
    words: 'the connection is forbidden, mostly by the firewall or security software of this server',
  }),
  say('10065', /attempted to an unreachable (?:network|host)/i, {
    ...LIKELY,
    cause: 'tcp.unreachable',
    rank: 4,
    words: 'network or host is unreachable: a route is missing, or a firewall says so',
  }),
  say('10054', anyOf(windowsMessages('10054')), { ...POSSIBLE, cause: 'tls.reset', rank: 4, words: CUT, ...BROKEN }),
  say('SendFailure', `${dotnetPattern('send')}|${dotnetPattern('receive')}|connection with the server was terminated abnormally`, {
    ...POSSIBLE,
    cause: 'tls.reset',
    rank: 3,
    words: CUT,
    ...BROKEN,
  }),
  say('ConnectionClosed', `${dotnetPattern('closed')}|${dotnetPattern('kept-alive')}|response ended prematurely`, {
    ...POSSIBLE,
    cause: 'http.reset',
    rank: 3,
    words: 'the connection was ended while an answer was expected',
  }),
  say('ConnectFailure', `${dotnetPattern('connect')}|connection with the server could not be established`, {
    ...POSSIBLE,
    cause: 'tcp.unreachable',
    rank: 2,
    words: SHUT,
  }),
  say('Timeout', `${dotnetPattern('timeout')}|configured HttpClient\\.Timeout|The operation timed out`, {
    ...POSSIBLE,
    cause: 'http.timeout',
    rank: 2,
    needsRequest: true,
    words: 'the request got no answer in time: a device holds it back, or a packet filter drops it',
  }),
  say('ServerCommittedProtocolViolation', /server committed a protocol violation/i, {
    ...POSSIBLE,
    cause: 'http.malformed',
    rank: 3,
    words: 'the answer could not be read as HTTP: the proxy or a filter answered something else',
  }),
  say('0x80200013', /does not support the necessary HTTP protocol|requires that the server support the Range protocol header/i, {
    ...LIKELY,
    cause: 'http.range-unsupported',
    rank: 4,
    words: 'range requests do not get through, as KB 3175743 has it',
    articles: ['https://support.microsoft.com/kb/3175743'],
  }),
  say('NoTelemetryData', /CAB does not contain telemetry data/i, {
    ...POSSIBLE,
    cause: null,
    layer: 'proxy',
    rank: 2,
    words: 'the documentation of the service connection tool names a wrong or missing proxy port as the reason',
  }),
  say('ProxyAddressEmpty', /address of the proxy server cannot be empty/i, {
    ...LIKELY,
    cause: null,
    layer: 'proxy',
    rank: 3,
    owner: 'configmgr',
    words: 'a proxy is switched on for the role, and its address was left empty',
    remedy: 'enter name and port of the proxy in the Proxy tab of the site system of the role, or switch the proxy off for it.',
  }),
  say('CloudProxyConnection', /Failed to authenticate with proxy server/i, {
    ...POSSIBLE,
    cause: 'tls.timeout',
    rank: 2,
    words:
      'the TLS handshake with the cloud management gateway got no answer; "proxy server" is the gateway here, no web proxy. Its TCP ports are 10140 to 10155, after them 443 and 10124 to 10139',
  }),
  say('DownloadLink', /issue with internet connection or the download link/i, {
    ...POSSIBLE,
    cause: null,
    rank: 1,
    words: 'a download failed, and the log does not say why',
  }),
  say('MISE12034', /\bMISE12034\b/, {
    ...POSSIBLE,
    cause: null,
    layer: 'http',
    rank: 2,
    host: 'login.microsoftonline.com',
    words: 'the keys and settings with which tokens of Microsoft Entra ID are checked could not be had from login.microsoftonline.com',
  }),
  say('WebException', /System\.Net\.(?:WebException|Http\.HttpRequestException|Sockets\.SocketException)/, {
    ...POSSIBLE,
    cause: null,
    rank: 1,
    words: 'a request failed, and the log does not say why',
  }),
];
