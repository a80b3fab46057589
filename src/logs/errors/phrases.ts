import type { NetworkError } from './network-errors.ts';

/** A sentence of .NET, Windows or the product that tells of the network without a code. */
export interface Phrase extends NetworkError {
  readonly pattern: RegExp;
  /** So general that it counts only where the entry, or the one before it, is about a request. */
  readonly needsRequest?: boolean;
}

const say = (code: string, pattern: RegExp, error: Omit<Phrase, 'code' | 'pattern'>): Phrase => ({ code, pattern, ...error });

const CUT =
  'the connection was cut, as a filter does that forbids the name, or a server that finds no common TLS version or cipher suite (TLS 1.2 switched off on this server)';
const SHUT = 'no connection came about: it was refused or not answered, or the proxy that is set up has a wrong name or port';
const TRUST = 'the certificate is not trusted here: TLS inspection, a missing root or intermediate, or the certificate of a wrong proxy';
const LIKELY = { confidence: 'likely' } as const;
const POSSIBLE = { confidence: 'possible' } as const;

/** One row each. The messages of System.Net come in the language of the server: those that carry a name are known in eight, all others by their codes. */
export const PHRASES: readonly Phrase[] = [
  say('ProxyNameResolutionFailure', /proxy name could not be resolved|Proxyname konnte nicht aufgel/i, {
    ...LIKELY,
    cause: 'proxy.dns',
    rank: 4,
    words: 'the name of the proxy that is set up does not resolve',
  }),
  say(
    'NameResolutionFailure',
    /remote name could not be resolved|No such host is known|Remotename konnte nicht aufgel|nom distant n.{1,3}a pas pu .{1,3}tre r.{1,3}solu|(?:nombre|nome) remoto\b|externe naam kan niet|リモート名を解決/i,
    { ...LIKELY, cause: 'dns.nxdomain', rank: 4, words: 'the name was not resolved' },
  ),
  say('NameMismatch', /RemoteCertificateNameMismatch|certificate'?s? (?:CN )?name .{0,40}(?:not match|mismatch)/i, {
    ...LIKELY,
    cause: 'tls.name-mismatch',
    rank: 4,
    words: 'the certificate is for another name: something else answers in place of the service',
  }),
  say('NotTimeValid', /\bNotTimeValid\b/, {
    ...LIKELY,
    cause: 'tls.expired',
    rank: 4,
    words: 'the certificate is past its end, or the clock of this server is wrong',
  }),
  say(
    'RevocationOffline',
    /\b(?:OfflineRevocation|RevocationStatusUnknown)\b|revocation (?:server|function) was (?:offline|unable to check)/,
    {
      ...LIKELY,
      cause: 'tls.revocation-unreachable',
      rank: 4,
      words: 'the revocation of the certificate could not be checked: CRL and OCSP addresses are shut, mostly TCP 80',
    },
  ),
  say('UntrustedRoot', /\b(?:UntrustedRoot|PartialChain|RemoteCertificateChainErrors)\b/, {
    ...LIKELY,
    cause: 'tls.untrusted',
    rank: 4,
    words: TRUST,
  }),
  say(
    'TrustFailure',
    /Could not establish trust relationship|remote certificate (?:is|was) (?:invalid|rejected)|Vertrauensstellung f.{1,2}r den gesch.{1,2}tzten SSL|relation d.approbation pour le canal|relaci.{1,2}n de confianza para el canal/i,
    { ...LIKELY, cause: 'tls.untrusted', rank: 3, words: TRUST },
  ),
  say('ServiceCertificateChain', /service signing certificate[\s\S]{0,200}Fail(?:ed)? to build chain/i, {
    ...POSSIBLE,
    cause: 'host.root-missing',
    rank: 4,
    words:
      'the chain of the certificate that signs the service could not be built: a root is missing on this server, or revocation and trust lists cannot be reached',
  }),
  say('NoCommonAlgorithm', /do not possess a common algorithm/i, {
    ...LIKELY,
    cause: 'tls.protocol',
    rank: 4,
    words: 'no common TLS version or cipher suite: look at TLS 1.2 on this server, and at devices in between',
  }),
  say('SecureChannelFailure', /Could not create SSL\/TLS secure channel|unexpected packet format/i, {
    ...POSSIBLE,
    cause: 'tls.protocol',
    rank: 3,
    words: 'no TLS came about: no common version or cipher suite (TLS 1.2 switched off on this server), or a device in between',
  }),
  say('HandshakeClosed', /remote party (?:has )?closed the transport stream/i, {
    ...LIKELY,
    cause: 'tls.closed',
    rank: 4,
    words: 'the TLS handshake was hung up on, as some filters say no to a name',
  }),
  say('ActivelyRefused', /actively refused/i, {
    ...LIKELY,
    cause: 'tcp.refused',
    rank: 4,
    words: 'the connection was refused: a firewall rejects it, or nothing listens there',
  }),
  say('NotProperlyResponding', /did not properly respond after a period of time/i, {
    ...LIKELY,
    cause: 'tcp.timeout',
    rank: 4,
    words: 'nobody answered: a packet filter on the way drops it',
  }),
  say('ForbiddenByAccess', /forbidden by its access permissions/i, {
    ...LIKELY,
    cause: 'tcp.prohibited',
    rank: 4,
    words: 'the connection is forbidden, mostly by the firewall or security software of this server',
  }),
  say('Unreachable', /attempted to an unreachable (?:network|host)/i, {
    ...LIKELY,
    cause: 'tcp.unreachable',
    rank: 4,
    words: 'network or host is unreachable: a route is missing, or a firewall says so',
  }),
  say('ForciblyClosed', /forcibly closed by the remote host/i, {
    ...POSSIBLE,
    cause: 'tls.reset',
    plainCause: 'http.reset',
    rank: 4,
    words: CUT,
  }),
  say('SendFailure', /unexpected error occurred on a (?:send|receive)/i, {
    ...POSSIBLE,
    cause: 'tls.reset',
    plainCause: 'http.reset',
    rank: 3,
    words: CUT,
  }),
  say(
    'ConnectionClosed',
    /underlying connection was closed: (?:The connection was closed|A connection that was expected to be kept alive)/i,
    {
      ...POSSIBLE,
      cause: 'http.reset',
      rank: 3,
      words: 'the connection was ended while an answer was expected',
    },
  ),
  say(
    'ConnectFailure',
    /Unable to connect to the remote server|Verbindung mit dem Remoteserver kann nicht hergestellt|Impossible de se connecter au serveur distant/i,
    {
      ...POSSIBLE,
      cause: 'tcp.unreachable',
      rank: 2,
      words: SHUT,
    },
  ),
  say('Timeout', /The operation has timed out|configured HttpClient\.Timeout|Timeout f.{1,2}r Vorgang .{1,2}berschritten/i, {
    ...POSSIBLE,
    cause: 'http.timeout',
    rank: 2,
    needsRequest: true,
    words: 'the request got no answer in time: a device holds it back, or a packet filter drops it',
  }),
  say('NoTelemetryData', /CAB does not contain telemetry data/i, {
    ...POSSIBLE,
    cause: null,
    layer: 'proxy',
    rank: 2,
    words: 'the documentation of the service connection tool names a wrong or missing proxy port as the reason',
  }),
  say('DownloadLink', /issue with internet connection or the download link/i, {
    ...POSSIBLE,
    cause: null,
    rank: 1,
    words: 'a download failed, and the log does not say why',
  }),
  say('WebException', /System\.Net\.(?:WebException|Http\.HttpRequestException|Sockets\.SocketException)/, {
    ...POSSIBLE,
    cause: null,
    rank: 1,
    words: 'a request failed, and the log does not say why',
  }),
];
