import { normaliseHost } from '../model/catalog/host-pattern.ts';

/** Where a request goes, without what could be a secret: neither user name, query nor fragment; `tcp` is a share of a server. */
export interface RequestTarget {
  readonly host: string;
  readonly port: number;
  readonly scheme: 'https' | 'http' | 'tcp';
  readonly url: string;
}

/** Each costs a look into the catalog. */
const MAX_NAMES = 20;
const URL_TEXT =
  /\b(https?):\/\/(?:[^\s/@"'<>]{1,200}@)?(\[[0-9a-f:.]{2,45}\]|[a-z0-9._-]{1,253})(?::(\d{1,5}))?(\/[^\s"'<>|?#]{0,300})?/gi;

const NONE: readonly RequestTarget[] = [];

/** The URLs of an entry, in order. */
export function urlsIn(text: string): readonly RequestTarget[] {
  if (!text.includes('://')) return NONE;
  return [...text.matchAll(URL_TEXT)].slice(0, 20).flatMap(([, scheme, written = '', port, path = '/']) => {
    const host = normaliseHost(written.replace(/^\[|\]$|(?<!\.)\.+$/g, ''));
    const kind = scheme?.toLowerCase() === 'http' ? 'http' : 'https';
    const number = port === undefined ? (kind === 'http' ? 80 : 443) : Number(port);
    if (host === undefined || number < 1 || number > 65_535) return [];
    const usual = number === (kind === 'http' ? 80 : 443);
    return [
      {
        host,
        port: number,
        scheme: kind,
        url: `${kind}://${host}${usual ? '' : `:${number}`}${path.replace(/(?<![.,;:)\]])[.,;:)\]]+$/, '')}`,
      } as const,
    ];
  });
}

const SMB_PORT = 445;

/** The server of a share that an entry names, as in `network connection to \\\\SCP1.corp.example\\ADMIN$`; backslashes may be doubled. */
export function shareIn(text: string): RequestTarget | undefined {
  const written = /\\\\{1,3}(\[[0-9a-f:.]{2,45}\]|[a-z0-9][a-z0-9._-]{0,252})\\{1,2}(?:ADMIN|IPC|[A-Z])\$/i.exec(text)?.[1];
  const host = written === undefined ? undefined : normaliseHost(written.replace(/^\[|\]$|(?<!\.)\.+$/g, ''));
  return host === undefined ? undefined : { host, port: SMB_PORT, scheme: 'tcp', url: `\\\\${host}\\ADMIN$` };
}

/** The name that an error of name resolution puts in quotes at its end. */
export function quotedHost(text: string): string | undefined {
  const written =
    /[:：(]\s*['"«„]([a-z0-9][a-z0-9._-]{0,252})['"»“]/i.exec(text)?.[1] ??
    /\(([a-z0-9-]+(?:\.[a-z0-9-]+)+)(?::\d{1,5})?\)/i.exec(text)?.[1];
  return written === undefined || /^[\d.]+$/.test(written) ? undefined : normaliseHost(written);
}

/** A bare name of an entry that the catalog lists, as in `connecting to go.microsoft.com:443`. Other names with dots may be files or types. */
export function listedHost(
  text: string,
  isListed: (host: string) => boolean,
): { readonly host: string; readonly port: number } | undefined {
  const names = /(?<![\w.@/\\-])([a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,8})(?![\w-])(?::(\d{1,5})\b)?/gi;
  for (let looked = 0; looked < MAX_NAMES; looked += 1) {
    const [whole, name = '', port] = names.exec(text) ?? [];
    if (whole === undefined) return undefined;
    const host = name.toLowerCase();
    const number = Number(port ?? 443);
    if (isListed(host)) return { host, port: number > 0 && number <= 65_535 ? number : 443 };
  }
  return undefined;
}

/** What looks like a name with a port and is none: files with a line number, types. */
const FILE_ENDING = /\.(?:cpp|cs|c|h|hpp|log|lo_|cab|exe|dll|msi|ps1|vb|txt|xml|json|config|ini|dat|tmp|zip|svc|asmx|aspx)$/i;

/** A name with its port, or one that the sentence itself calls a server, as in `with server X.CLOUDAPP.NET:10141`: whatever catalogs know. */
export function namedServer(text: string): { readonly host: string; readonly port: number } | undefined {
  const written =
    /\b(?:server|host|endpoint|service|connect(?:ing|ed)? (?:to|with)|to server|machine) ['"]?([a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,8})(?::(\d{1,5}))?(?![\w-])/i.exec(
      text,
    ) ?? /(?<![\w.@/\\:-])([a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,8}):(\d{2,5})(?![\w:])/i.exec(text);
  const [, name = '', port] = written ?? [];
  const number = Number(port ?? 443);
  if (name === '' || FILE_ENDING.test(name) || !/\.[a-z]{2,63}$/i.test(name) || number < 1 || number > 65_535) return undefined;
  // Without a port only a name of four letters' ending or less, or of three parts, is a host for sure.
  if (port === undefined && !/^(?:[^.]+\.){2,}/.test(name) && !/\.(?:com|net|org|local|corp|lan|cn|us)$/i.test(name)) return undefined;
  const host = normaliseHost(name);
  return host === undefined ? undefined : { host, port: number };
}

/** `address:port` of a socket error: who refused or was silent, which may be the proxy. */
export function socketAddress(text: string): { readonly address: string; readonly port: number } | undefined {
  const [, four, six, port] =
    /(?<![\d.])(?:(\d{1,3}(?:\.\d{1,3}){3})|\[([0-9a-f:.]{2,45}(?:%\w{1,10})?)\]):(\d{1,5})(?!\d)/i.exec(text) ?? [];
  const address = four ?? six;
  return address === undefined || Number(port) < 1 || Number(port) > 65_535 ? undefined : { address, port: Number(port) };
}

/** Ports that web proxies listen on by habit (IANA: 3128 and 8080; vendors: the others). */
const PROXY_PORTS: ReadonlySet<number> = new Set([3128, 8000, 8008, 8080, 8081, 8085, 8088, 8118, 8888, 9090, 9400, 9480]);

/** Is it an address of the inside, with a port that proxies listen on? Public services of Microsoft have neither. */
export function looksLikeProxy({ address, port }: { readonly address: string; readonly port: number }): boolean {
  return PROXY_PORTS.has(port) && /^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|f[cd][0-9a-f]{2}:)/i.test(address);
}

/** The proxy that an entry names, `host:port`. */
export function proxyIn(text: string): string | undefined {
  const [, host, port] =
    /\bproxy(?:[ _]?(?:server|name|address))?\W{1,4}(?:is\s|http:\/\/)?([a-z0-9][a-z0-9.-]{1,252}):(\d{2,5})\b/i.exec(text) ?? [];
  return host === undefined ? undefined : `${host.toLowerCase()}:${port}`;
}

/** Is an entry about a request that begins or goes on? */
export function isRequest(text: string): boolean {
  return /\b(?:download|request|upload|connect|redirect|send|post|get|fetch|check|contact|url|uri|link|http\w*)/i.test(text);
}

/** What other programs and local steps say went well: it credits no host. */
const NOT_OF_A_REQUEST = /\bredist|state message|\boutbox\b|\binbox\b|setupdl|\bpackage\b|\\\\[a-z0-9[]/i;

/** Does it say that a request of this thread went well? */
export function saysSuccess(text: string): boolean {
  if (!/success|succeeded|completed|size is/i.test(text)) return false;
  if (/\(http response\) size is \d/i.test(text)) return true;
  return (
    /\bsuccess(?:fully|ful)?\b[^\n]{0,60}\b(?:download|upload|connect|sent|post|retriev)|\b(?:download|upload|connect|sent|request)\w{0,20}\b[^\n]{0,200}\b(?:success(?:fully|ful)?|succeeded|completed)\b/i.test(
      text,
    ) && !NOT_OF_A_REQUEST.test(text)
  );
}

/** Services whose only answer is a redirect: whoever was sent on by them has had it. */
const FORWARDERS: ReadonlySet<string> = new Set(['go.microsoft.com', 'aka.ms']);

/** Is the host of the request such a service? */
export function isForwarder({ host }: RequestTarget): boolean {
  return FORWARDERS.has(host);
}
