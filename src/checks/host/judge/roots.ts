import type { HostAnswers } from '../facts.ts';
import type { HostRuling } from './ruling.ts';

/** Azure certificate authority details (2025-11-17), and the article on DigiCert Global Root G2. Baltimore CyberTrust Root is not among them: it expired on 2025-05-12. */
const ROOTS = [
  { name: 'DigiCert Global Root G2', sha1: 'df3c24f9bfd666761b268073fe06d1cc8d4f82a4' },
  { name: 'DigiCert Global Root CA', sha1: 'a8985d3a65e5e5c4b2d7d66d40c6dd2fb19c5436' },
  { name: 'DigiCert Global Root G3', sha1: '7e04de896a3e666d00e687d33ffad93be83d349e' },
  { name: 'Microsoft RSA Root Certificate Authority 2017', sha1: '73a5e64a3bff8316ff0edccc618a906e4eae4d74' },
  { name: 'Microsoft ECC Root Certificate Authority 2017', sha1: '999a64c37ff47d9fab95f14769891460eec4c3c5' },
] as const;

/** Roots of the services that are not in the machine store. */
export function roots({ thumbprints }: HostAnswers['roots']): readonly HostRuling[] {
  const known = new Set(thumbprints.map((thumbprint) => thumbprint.toLowerCase()));
  const missingRoots = ROOTS.filter(({ sha1 }) => !known.has(sha1));
  // Windows fetches roots when they are first needed; where it cannot, the services' chains fail.
  return missingRoots.length === 0 ? [] : [{ status: 'warn', cause: 'host.root-missing', evidence: { missingRoots } }];
}
