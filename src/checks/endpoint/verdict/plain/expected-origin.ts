import type { ExpectedOrigin } from '../../../../model/catalog/catalog.ts';

/** An answer over plain HTTP. Header names in lower case. */
interface PlainAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly contentType: string;
  readonly bodyExcerpt: string;
}

/** DER SEQUENCE (X.690 section 8.1.3), its length byte as decoding to UTF-8 leaves it. */
const DER_SEQUENCE = /^0[\u0003\ufffd\u0081-\u0084]/;
const CRL = /^application\/(?:pkix-crl|x-pkcs7-crl|pkcs7-crl|octet-stream|x-x509-crl)\b/i;
const OCSP = /^application\/(?:ocsp-response|octet-stream)\b/i;

/** The signs that an entry of a catalog expects of the genuine service, in words, when the answer bears all of them. Anybody can imitate them. */
export function expectedMarker(origin: ExpectedOrigin, host: string, answer: PlainAnswer): string | undefined {
  const { status, header = [], contentType, bodyPrefix, crl, ocsp, redirectTo, upgrade } = origin;
  const { headers, bodyExcerpt } = answer;
  const type = answer.contentType.split(';')[0]?.trim().toLowerCase() ?? '';
  const signs: readonly (readonly [isAsked: boolean, holds: boolean, words: string])[] = [
    [status !== undefined, status?.includes(answer.status) === true, ''],
    ...header.map((sign) => [true, hasHeader(sign, headers), `the header ${sign}`] as const),
    [contentType !== undefined, type === contentType?.trim().toLowerCase(), `the content type ${contentType}`],
    [bodyPrefix !== undefined, bodyExcerpt.startsWith(bodyPrefix ?? ''), 'how its body begins'],
    [crl === true, answer.status === 200 && CRL.test(type) && DER_SEQUENCE.test(bodyExcerpt), 'a list of revoked certificates'],
    [ocsp === true, answer.status === 200 && OCSP.test(type) && DER_SEQUENCE.test(bodyExcerpt), 'an OCSP response'],
    [redirectTo !== undefined, leadsTo(redirectTo ?? '', answer), `the redirect to ${redirectTo}`],
    [upgrade === true, isUpgrade(host, answer), 'its redirect to itself over https'],
  ];
  const asked = signs.filter(([isAsked]) => isAsked);
  if (asked.length === 0 || !asked.every(([, holds]) => holds)) return undefined;
  return asked
    .map(([, , words]) => words)
    .filter((words) => words !== '')
    .join(', ');
}

function hasHeader(sign: string, headers: PlainAnswer['headers']): boolean {
  const at = sign.indexOf(':');
  const name = (at < 0 ? sign : sign.slice(0, at)).trim().toLowerCase();
  const value = Object.hasOwn(headers, name) ? headers[name] : undefined;
  if (value === undefined) return false;
  return (
    at < 0 ||
    value.trim().toLowerCase() ===
      sign
        .slice(at + 1)
        .trim()
        .toLowerCase()
  );
}

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

function leadsTo(wanted: string, { status, headers }: PlainAnswer): boolean {
  const location = (headers.location ?? '').trim();
  const [origin, authority = ''] = /^https?:\/\/([^/?#\\]{1,300})/i.exec(location) ?? [];
  if (!REDIRECTS.has(status) || origin === undefined || authority.includes('@')) return false;
  // A bare host stands for any address of it.
  if (!wanted.includes('/')) return authority.replace(/:\d{1,5}$/, '').toLowerCase() === wanted.toLowerCase();
  if (origin.toLowerCase() === wanted.toLowerCase()) return true;
  // An address without a path stands for all paths of that origin, not for names that begin alike.
  return /^https?:\/\/[^/]+$/i.test(wanted) ? false : location.startsWith(wanted) || `${location}/` === wanted;
}

/** A redirect from plain HTTP to the same host and port 443 over TLS. */
function isUpgrade(host: string, { status, headers }: PlainAnswer): boolean {
  const [, target = '', port = '443'] =
    /^https:\/\/([a-z0-9.-]{1,253})(?::(\d{1,5}))?(?:[/?#]|$)/i.exec((headers.location ?? '').trim()) ?? [];
  return REDIRECTS.has(status) && port === '443' && target.toLowerCase() === host.toLowerCase().replace(/\.$/, '');
}
