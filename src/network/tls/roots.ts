import { X509Certificate } from 'node:crypto';
import { elementsOf, expected, only, TAG } from '../signed/der.ts';

/** Roots, asked for those that may have issued a certificate. */
export interface RootStore {
  /** Is the certificate itself one of the roots? */
  readonly has: (certificate: X509Certificate) => boolean;
  /** Roots whose subject is the certificate's issuer. */
  readonly issuersOf: (certificate: X509Certificate) => readonly X509Certificate[];
}

/** A set of roots: their PEM texts, and stores of them, made when they are first needed. Made once and handed on. */
export interface Roots {
  readonly pem: readonly string[];
  /**
   * Finds roots by the bytes of their names and parses those alone: OpenSSL takes a third of a millisecond for each on Node 20, and there are 150. What it finds is right;
   * what it does not find may be in `store`, for a name can be encoded in several ways.
   */
  readonly quick: () => RootStore;
  /** Finds roots by the text of their names. */
  readonly store: () => RootStore;
}

/** Trusted certificates (PEM), parsed once and only when somebody looks one up. */
export function rootsOf(pem: readonly string[]): Roots {
  let quick: RootStore | undefined;
  let store: RootStore | undefined;
  return {
    pem,
    quick: () => {
      quick ??= byBytes(pem);
      return quick;
    },
    store: () => {
      store ??= byText(pem);
      return store;
    },
  };
}

function byText(pem: readonly string[]): RootStore {
  const certificates = pem.flatMap(parsed);
  const bySubject = new Map<string, X509Certificate[]>();
  for (const root of certificates) bySubject.set(root.subject, [...(bySubject.get(root.subject) ?? []), root]);
  const fingerprints = new Set(certificates.map((root) => root.fingerprint256));
  return {
    has: ({ fingerprint256 }) => fingerprints.has(fingerprint256),
    issuersOf: ({ issuer }) => bySubject.get(issuer) ?? [],
  };
}

function byBytes(pem: readonly string[]): RootStore {
  const bySubject = new Map<string, Buffer[]>();
  for (const der of pem.map(derOf)) {
    const subject = namesIn(der)?.subject;
    if (subject !== undefined) bySubject.set(subject, [...(bySubject.get(subject) ?? []), der]);
  }
  const known = new Map<string, readonly X509Certificate[]>();
  const named = (name: string | undefined): readonly X509Certificate[] => {
    if (name === undefined) return [];
    const certificates = known.get(name) ?? (bySubject.get(name) ?? []).flatMap(parsed);
    if (certificates.length > 0) known.set(name, certificates);
    return certificates;
  };
  return {
    has: ({ raw }) => named(namesIn(raw)?.subject).some((root) => root.raw.equals(raw)),
    issuersOf: ({ raw }) => named(namesIn(raw)?.issuer),
  };
}

/** The bytes of the names in a certificate (RFC 5280 section 4.1), as keys. Undefined: it cannot be taken apart. */
function namesIn(der: Buffer): { readonly issuer: string; readonly subject: string } | undefined {
  try {
    const tbs = elementsOf(expected(elementsOf(only(der, TAG.sequence).content)[0], TAG.sequence).content);
    // The version is explicit, tag [0], in every certificate but those of version 1.
    const first = tbs[0]?.tag === 0xa0 ? 1 : 0;
    const name = (at: number): string => expected(tbs[first + at], TAG.sequence).whole.toString('latin1');
    return { issuer: name(2), subject: name(4) };
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** The bytes of a PEM text. */
export function derOf(pem: string): Buffer {
  // White space in base64 is no matter to Node.
  return Buffer.from(/-----BEGIN CERTIFICATE-----([^-]*)/.exec(pem)?.[1] ?? '', 'base64');
}

/** None when the bytes are no certificate: trust stores hold odd entries, and peers send anything. */
export function parsed(encoded: string | Buffer): readonly X509Certificate[] {
  try {
    return [new X509Certificate(encoded)];
  } catch (error) {
    if (error instanceof Error) return [];
    throw error;
  }
}
