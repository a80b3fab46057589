// What keeps .NET Framework and SCHANNEL from TLS 1.2, and the cipher suites of SCHANNEL (bcrypt.h).
import { bytesAt, libraryOf, pointers, textAt, wide } from './ffi.ts';
import { registryNumber, registryTexts } from './registry.ts';

const bcrypt = libraryOf('bcrypt.dll', {
  BCryptEnumContextFunctions: [['uint32', 'pointer', 'uint32', ...pointers(2)], 'uint32'],
  BCryptFreeBuffer: [['pointer'], 'uint32'],
});

const PROTOCOL = 'SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\TLS 1.2';
/** Key and value, in the order of `scripts/tls.ps1`. */
const WANTED = [
  ...['v4.0.30319', 'v2.0.50727'].flatMap((version) =>
    ['SOFTWARE', 'SOFTWARE\\WOW6432Node'].flatMap((view) =>
      ['SchUseStrongCrypto', 'SystemDefaultTlsVersions'].map((name) => [`${view}\\Microsoft\\.NETFramework\\${version}`, name] as const),
    ),
  ),
  ...['Client', 'Server'].flatMap((side) => ['Enabled', 'DisabledByDefault'].map((name) => [`${PROTOCOL}\\${side}`, name] as const)),
];

/** Registry values, and the names of the enabled suites; none where they could not be listed. */
export function tls(): object {
  const settings = WANTED.map(([key, name]) => ({ path: `HKLM:\\${key}`, name, value: registryNumber('HKLM', key, name) ?? null }));
  return { settings, suites: suites() };
}

const POLICY = 'SOFTWARE\\Policies\\Microsoft\\Cryptography\\Configuration\\SSL\\00010002';
/** A suite of a policy may name its curve, as older systems wanted it. */
const CURVE = /_P(?:256|384|521)$/;

/** Those of the policy "SSL Cipher Suite Order" where there is one, else those of the machine, in order. */
function suites(): readonly string[] {
  const policy = registryTexts('HKLM', POLICY, 'Functions').flatMap((text) => text.split(','));
  const names = policy.length > 0 ? policy : functionsOf('SSL');
  return [...new Set(names.map((name) => name.trim().replace(CURVE, '')).filter((name) => name !== ''))];
}

/** CRYPT_LOCAL and NCRYPT_SCHANNEL_INTERFACE. */
const [LOCAL, SCHANNEL] = [1, 0x1_0002];
/** No machine has as many suites. */
const MOST = 1000;

/** CRYPT_CONTEXT_FUNCTIONS: how many, and the address of the addresses of their names. */
function functionsOf(context: string): readonly string[] {
  const [length, list] = [Buffer.alloc(4), Buffer.alloc(8)];
  if (Number(bcrypt('BCryptEnumContextFunctions', LOCAL, wide(context), SCHANNEL, length, list)) !== 0) return [];
  const address = list.readBigUInt64LE();
  if (address === 0n) return [];
  try {
    const head = bytesAt(address, 16);
    const count = Math.min(head.readUInt32LE(0), MOST);
    const names = count === 0 ? Buffer.alloc(0) : bytesAt(head.readBigUInt64LE(8), 8 * count);
    return Array.from({ length: count }, (_, index) => textAt(names.readBigUInt64LE(8 * index)));
  } finally {
    bcrypt('BCryptFreeBuffer', address);
  }
}
