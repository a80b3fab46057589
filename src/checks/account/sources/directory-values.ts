/** A security identifier from its binary form (MS-DTYP section 2.4.2.2). Undefined when it is none. */
export function sidOf(bytes: Buffer): string | undefined {
  const count = bytes[1] ?? 0;
  if (bytes[0] !== 1 || bytes.length < 8 + 4 * count) return undefined;
  const authority = bytes.readUIntBE(2, 6);
  const parts = Array.from({ length: count }, (_, index) => bytes.readUInt32LE(8 + 4 * index));
  return ['S', 1, authority, ...parts].join('-');
}

const NEVER = new Set(['0', '9223372036854775807', '']);
const TO_UNIX_MS = 11_644_473_600_000n;

/** A FILETIME of the directory (hundreds of nanoseconds since 1601) as ISO 8601; undefined for "never" and for what no date can hold. */
export function timeOf(filetime: string | undefined): string | undefined {
  if (filetime === undefined || NEVER.has(filetime) || !/^\d{1,19}$/.test(filetime)) return undefined;
  const ms = Number(BigInt(filetime) / 10_000n - TO_UNIX_MS);
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

/** `corp.example` → `DC=corp,DC=example`. */
export function baseOf(domain: string): string {
  return domain
    .split('.')
    .map((label) => `DC=${label.replace(/[^\w-]/g, '')}`)
    .join(',');
}

/** The DNS name in a distinguished name. */
export function domainOf(distinguishedName: string): string {
  return [...distinguishedName.matchAll(/(?:^|,)DC=([^,]+)/gi)].map(([, label]) => label).join('.');
}

/** The values of an attribute that are text, in their order. */
export function textsOf(entry: Readonly<Record<string, unknown>> | undefined, attribute: string): readonly string[] {
  const value = entry?.[attribute];
  return (Array.isArray(value) ? value : [value]).filter((one): one is string => typeof one === 'string' && one !== '');
}

/** The first value of an attribute. */
export function textOf(entry: Readonly<Record<string, unknown>> | undefined, attribute: string): string | undefined {
  return textsOf(entry, attribute)[0];
}
