/** One element of a DER encoding (X.690): its tag, all of its bytes, and what is inside. */
export interface Element {
  readonly tag: number;
  readonly whole: Buffer;
  readonly content: Buffer;
}

export const TAG = {
  integer: 0x02,
  octetString: 0x04,
  oid: 0x06,
  enumerated: 0x0a,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
} as const;

/** Longer lists are nobody's certificate; lists of revoked certificates are not descended into. */
const MAX_ELEMENTS = 10_000;

/** The elements that follow one another in these bytes. Throws `RangeError` for anything but definite lengths that fit (X.690 section 8.1.3). */
export function elementsOf(bytes: Buffer): readonly Element[] {
  const elements: Element[] = [];
  for (let at = 0; at < bytes.length; ) {
    const element = elementAt(bytes, at);
    elements.push(element);
    if (elements.length > MAX_ELEMENTS) throw new RangeError('too many elements');
    at += element.whole.length;
  }
  return elements;
}

/** The one element that these bytes are, of the tag that is expected. Throws `RangeError`. */
export function only(bytes: Buffer, tag: number): Element {
  const element = elementAt(bytes, 0);
  if (element.whole.length !== bytes.length) throw new RangeError('bytes behind the element');
  return expected(element, tag);
}

/** The element itself when it is there and of that tag. Throws `RangeError`. */
export function expected(element: Element | undefined, tag: number): Element {
  if (element?.tag !== tag) throw new RangeError(`no element of tag ${tag}`);
  return element;
}

/**
 * How many bytes the SEQUENCE that these bytes begin with says that it has, its head included. Undefined: they begin with nothing of the kind, or with one of fewer than 128
 * bytes, which is no list, response or certificate (X.690 section 8.1.3.5).
 */
export function announcedBytes(bytes: Buffer): number | undefined {
  const lengthBytes = (bytes[1] ?? 0) - 0x80;
  if (bytes[0] !== TAG.sequence || lengthBytes < 1 || lengthBytes > 4 || bytes.length < 2 + lengthBytes) return undefined;
  return 2 + lengthBytes + bytes.readUIntBE(2, lengthBytes);
}

function elementAt(bytes: Buffer, at: number): Element {
  const tag = bytes[at] ?? 0;
  const first = bytes[at + 1];
  if (first === undefined || (tag & 0x1f) === 0x1f) throw new RangeError('no element');
  const more = first < 0x80 ? 0 : first - 0x80;
  if (first === 0x80 || more > 4 || at + 2 + more > bytes.length) throw new RangeError('no length');
  const length = more === 0 ? first : bytes.readUIntBE(at + 2, more);
  const from = at + 2 + more;
  if (from + length > bytes.length) throw new RangeError('longer than its bytes');
  return { tag, whole: bytes.subarray(at, from + length), content: bytes.subarray(from, from + length) };
}

/** Of a BIT STRING without unused bits. */
export function bitsOf(element: Element | undefined): Buffer {
  const { content } = expected(element, 0x03);
  if (content[0] !== 0) throw new RangeError('unused bits');
  return content.subarray(1);
}

/** UTCTime or GeneralizedTime in the form of RFC 5280 section 4.1.2.5. */
export function timeOf(element: Element | undefined): Date {
  const text = element?.content.toString('latin1') ?? '';
  const [, year = '', rest = ''] = /^(\d{2}|\d{4})(\d{10})Z$/.exec(text) ?? [];
  const whole = element?.tag === TAG.generalizedTime ? year : `${Number(year) < 50 ? 20 : 19}${year}`;
  const [month, day, hour, minute, second] = rest.match(/../g) ?? [];
  const time = new Date(`${whole}-${month}-${day}T${hour}:${minute}:${second}Z`);
  if (Number.isNaN(time.getTime())) throw new RangeError('no time');
  return time;
}
