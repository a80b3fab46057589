/** A certificate authority that the services of Microsoft use. */
export interface Authority {
  readonly name: string;
  /** Thumbprint, lower-case hexadecimal. */
  readonly sha1: string;
}

/** A root certificate that has to be in the store of the machine. */
export interface RootAuthority extends Authority {
  /** Last day of the certificate itself, ISO 8601. */
  readonly validUntil: string;
}

/**
 * Roots that chains of the services and of the update manifest end in: Azure certificate authority details (2025-11-17), the article on DigiCert Global Root
 * G2, and the root of Microsoft's code signing, which the manifest has to be signed below. Baltimore CyberTrust Root is not among them: it expired on 2025-05-12.
 */
export const ROOTS: readonly RootAuthority[] = [
  { name: 'DigiCert Global Root G2', sha1: 'df3c24f9bfd666761b268073fe06d1cc8d4f82a4', validUntil: '2038-01-15' },
  { name: 'DigiCert Global Root CA', sha1: 'a8985d3a65e5e5c4b2d7d66d40c6dd2fb19c5436', validUntil: '2031-11-10' },
  { name: 'DigiCert Global Root G3', sha1: '7e04de896a3e666d00e687d33ffad93be83d349e', validUntil: '2038-01-15' },
  { name: 'Microsoft RSA Root Certificate Authority 2017', sha1: '73a5e64a3bff8316ff0edccc618a906e4eae4d74', validUntil: '2042-07-18' },
  { name: 'Microsoft ECC Root Certificate Authority 2017', sha1: '999a64c37ff47d9fab95f14769891460eec4c3c5', validUntil: '2042-07-18' },
  { name: 'Microsoft Root Certificate Authority 2011', sha1: '8f43288ad272f3103b6fb1428485ea3014c0bcfe', validUntil: '2036-03-22' },
];

/** Roots of the same list that no chain of it ends in yet. */
export const ROOTS_TO_COME: readonly RootAuthority[] = [
  { name: 'DigiCert TLS ECC P384 Root G5', sha1: '17f3de5e9f0f19e98ef61f32266e20c407ae30ee', validUntil: '2046-01-14' },
  { name: 'DigiCert TLS RSA 4096 Root G5', sha1: 'a78849dc5d7c758c8cde399856b3aad0b2a57135', validUntil: '2046-01-14' },
];

/** Subordinate authorities of the same list, without those of China. A name occurs twice where it was signed by two roots. */
export const SUBORDINATES: readonly Authority[] = [
  { name: 'DigiCert Cloud Services CA-1', sha1: '81b68d6cd2f221f8f534e677523bb236bba1dc56' },
  { name: 'DigiCert Global G2 TLS RSA SHA256 2020 CA1', sha1: '1b511abead59c6ce207077c0bf0e0043b1382612' },
  { name: 'DigiCert Global G3 TLS ECC SHA384 2020 CA1', sha1: '9577f91fe86c27d9912129730e8166373fc2eeb8' },
  { name: 'DigiCert SHA2 Secure Server CA', sha1: '626d44e704d1ceabe3bf0d53397464ac8080142c' },
  { name: 'DigiCert TLS Hybrid ECC SHA384 2020 CA1', sha1: 'aec13cdd5ea6a3998aec14ac331ad96bedbb770f' },
  { name: 'DigiCert TLS RSA SHA256 2020 CA1', sha1: '1c58a3a8518e8759bf075b76b750d4f2df264fcd' },
  { name: 'GeoTrust Global TLS RSA4096 SHA256 2022 CA1', sha1: '7e6db7b7584d8cf2003e0931e6cfc41a3a62d3df' },
  { name: 'Microsoft Azure ECC TLS Issuing CA 03', sha1: '56d955c849887874aa1767810366d90adf6c8536' },
  { name: 'Microsoft Azure ECC TLS Issuing CA 03', sha1: '91503be7bf74e2a10aa078b48b71c3477175fec3' },
  { name: 'Microsoft Azure ECC TLS Issuing CA 04', sha1: 'fb73fdc24f06998e070a06b6afc78fdf2a155b25' },
  { name: 'Microsoft Azure ECC TLS Issuing CA 04', sha1: '406e3b38eff35a727f276fe993590b70f8224aed' },
  { name: 'Microsoft Azure ECC TLS Issuing CA 07', sha1: '3be6ca5856e3b9709056da51f32cbc8970a83e28' },
  { name: 'Microsoft Azure ECC TLS Issuing CA 07', sha1: 'ab3490b7e37b3a8a1e715036522ab42652c3cffe' },
  { name: 'Microsoft Azure ECC TLS Issuing CA 08', sha1: '716df84638ac8e6eebe64416c8dd38c2a25f6630' },
  { name: 'Microsoft Azure ECC TLS Issuing CA 08', sha1: 'cf33d5a1c2f0355b207fce940026e6c1580067fd' },
  { name: 'Microsoft Azure RSA TLS Issuing CA 03', sha1: 'f9388ea2c9b7d632b66a2b0b406df1d37d3901f6' },
  { name: 'Microsoft Azure RSA TLS Issuing CA 03', sha1: '37461aacfa5970f7f2d2bac5a659b53b72541c68' },
  { name: 'Microsoft Azure RSA TLS Issuing CA 04', sha1: 'be68d0adaa2345b48e507320b695d386080e5b25' },
  { name: 'Microsoft Azure RSA TLS Issuing CA 04', sha1: '7304022ca8a9ff7e3e0c1242e0110e643822c45e' },
  { name: 'Microsoft Azure RSA TLS Issuing CA 07', sha1: '3382517058a0c20228d598ee7501b61256a76442' },
  { name: 'Microsoft Azure RSA TLS Issuing CA 07', sha1: '0e5f41b697daadd808bf55ad080350a2a5dfca93' },
  { name: 'Microsoft Azure RSA TLS Issuing CA 08', sha1: '31600991ed5fec63d355a5484a6dcc787ead89bc' },
  { name: 'Microsoft Azure RSA TLS Issuing CA 08', sha1: '512c8f3fb71edacf7ada490402e710b10c73026e' },
  { name: 'Microsoft TLS ECC Root G2', sha1: '7fa05acf9b4aabb0de0cfafa297ddf92fdc5f3f5' },
  { name: 'Microsoft TLS G2 ECC CA OCSP 02', sha1: '336d3e5451315294f6e1e7cfda84e51c8b1e4054' },
  { name: 'Microsoft TLS G2 ECC CA OCSP 04', sha1: '5bff3cc51fb9c1cce0d52f754427347545e583c5' },
  { name: 'Microsoft TLS G2 ECC CA OCSP 06', sha1: '9bc57546acbdb29e388cd1791b43de4f659b844b' },
  { name: 'Microsoft TLS G2 ECC CA OCSP 08', sha1: 'f1c0a1828c10b43f9c651fdfc494832174be8d07' },
  { name: 'Microsoft TLS G2 RSA CA OCSP 02', sha1: 'f8a408b8fbeea077b75738658641be77154720eb' },
  { name: 'Microsoft TLS G2 RSA CA OCSP 04', sha1: 'da6d0400641b45aecc595d24e5037aa6bc09c358' },
  { name: 'Microsoft TLS G2 RSA CA OCSP 06', sha1: '88283c78d08489718f78cd2b797333765164e911' },
  { name: 'Microsoft TLS G2 RSA CA OCSP 08', sha1: 'ddbd3da5c09386cc36cfec4680f17084ba7a5628' },
  { name: 'Microsoft TLS G2 RSA CA OCSP 10', sha1: 'b663d8413ca35f3f22643ccbc2d3250700916b1a' },
  { name: 'Microsoft TLS G2 RSA CA OCSP 12', sha1: 'd3089df9f47490887045b91d3fdef6ed87f02f52' },
  { name: 'Microsoft TLS G2 RSA CA OCSP 14', sha1: '55d9b33bdc16ddb3b663f1771f96d4324c118073' },
  { name: 'Microsoft TLS G2 RSA CA OCSP 16', sha1: '27e6663299d340dfe54571ceccec01be74495dc6' },
  { name: 'Microsoft TLS RSA Root G2', sha1: 'b5ee89e77326ab2bf1775bd99c19a28947ff8184' },
];
