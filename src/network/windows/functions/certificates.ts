// Certificate stores of the machine (wincrypt.h).
import { lastError, libraryOf, pointers, WindowsFailure, wide } from './ffi.ts';
import { registryNumber } from './registry.ts';

const crypt32 = libraryOf('crypt32.dll', {
  CertOpenStore: [['pointer', 'uint32', 'pointer', 'uint32', 'pointer'], 'pointer'],
  CertEnumCertificatesInStore: [pointers(2), 'pointer'],
  CertGetCertificateContextProperty: [['pointer', 'uint32', 'pointer', 'pointer'], 'uint32'],
  CertCloseStore: [['pointer', 'uint32'], 'uint32'],
});
/** CERT_STORE_PROV_SYSTEM_W: the store with all that belongs to it, that of policies included. */
const SYSTEM_STORE = 10n;
/** CERT_SYSTEM_STORE_LOCAL_MACHINE, CERT_STORE_READONLY_FLAG and CERT_STORE_OPEN_EXISTING_FLAG. */
const OF_THE_MACHINE = 0x2_0000 | 0x8000 | 0x4000;
const SHA1_HASH = 3;
const SHA1_BYTES = 20;
const NOT_THERE = 2;
/** No store has as many; a list in circles ends. */
const MOST = 20_000;

/** SHA-1 thumbprints, in lower case; undefined: there is no such store. */
function thumbprintsIn(name: string): readonly string[] | undefined {
  const store = crypt32('CertOpenStore', SYSTEM_STORE, 0, null, OF_THE_MACHINE, wide(name));
  if (BigInt(store) === 0n) {
    const code = lastError();
    if (code === NOT_THERE) return undefined;
    throw new WindowsFailure(`CertOpenStore ${name}`, code);
  }
  try {
    const found: string[] = [];
    // Each call frees the certificate that it is given.
    for (let at = next(store, null); at !== 0n && found.length < MOST; at = next(store, at)) found.push(...thumbprint(at));
    return found;
  } finally {
    crypt32('CertCloseStore', store, 0);
  }
}

function next(store: number | bigint, before: bigint | null): bigint {
  return BigInt(crypt32('CertEnumCertificatesInStore', store, before));
}

function thumbprint(certificate: bigint): readonly string[] {
  const [hash, length] = [Buffer.alloc(SHA1_BYTES), Buffer.alloc(4)];
  length.writeUInt32LE(SHA1_BYTES);
  return Number(crypt32('CertGetCertificateContextProperty', certificate, SHA1_HASH, hash, length)) === 0 ? [] : [hash.toString('hex')];
}

const POLICY = 'SOFTWARE\\Policies\\Microsoft\\SystemCertificates\\AuthRoot';

/** Thumbprints of the machine's roots and intermediate authorities; whether Windows may fetch roots by itself. */
export function roots(): object {
  const trusted = thumbprintsIn('Root');
  if (trusted === undefined) throw new WindowsFailure('CertOpenStore Root', NOT_THERE);
  const all = new Set([...trusted, ...(thumbprintsIn('AuthRoot') ?? [])]);
  return {
    thumbprints: [...all].sort(),
    intermediates: [...new Set(thumbprintsIn('CA') ?? [])].sort(),
    rootUpdates: registryNumber('HKLM', POLICY, 'DisableRootAutoUpdate') !== 1,
  };
}
