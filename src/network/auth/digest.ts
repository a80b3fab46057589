import { createHash, randomBytes } from 'node:crypto';
import type { Authenticator, AuthRequest } from './authenticator.ts';
import type { Challenge } from './challenge.ts';

const ALGORITHMS: Readonly<Record<string, string>> = { md5: 'md5', 'md5-sess': 'md5', 'sha-256': 'sha256', 'sha-256-sess': 'sha256' };

/** Digest (RFC 7616) with MD5 or SHA-256 and qop=auth; a stale nonce is answered once more with the new one. */
export const digest: Authenticator = {
  scheme: 'digest',
  usesCurrentIdentity: false,
  maxLegs: 2,
  bindsConnection: false,
  begin: () => {
    let legs = 0;
    return async (challenge, request) => {
      legs += 1;
      if (legs > 1 && challenge.params.stale?.toLowerCase() !== 'true') return undefined;
      return answer(challenge, request);
    };
  },
};

function answer({ params }: Challenge, { method, uri, credentials, offering }: AuthRequest): string | undefined {
  const algorithm = (params.algorithm ?? 'MD5').toLowerCase();
  const hashName = Object.hasOwn(ALGORITHMS, algorithm) ? ALGORITHMS[algorithm] : undefined;
  const offersAuth = (params.qop ?? '').split(',').some((word) => word.trim().toLowerCase() === 'auth');
  if (hashName === undefined || credentials === undefined || params.nonce === undefined || (params.qop !== undefined && !offersAuth))
    return undefined;
  offering();
  const hash = (text: string): string => createHash(hashName).update(text, 'utf8').digest('hex');
  const { nonce, realm = '', opaque } = params;
  const cnonce = randomBytes(12).toString('hex');
  const nc = '00000001';
  const secret = hash(`${credentials.username}:${realm}:${credentials.password.reveal()}`);
  const ha1 = algorithm.endsWith('-sess') ? hash(`${secret}:${nonce}:${cnonce}`) : secret;
  const ha2 = hash(`${method}:${uri}`);
  const response = params.qop === undefined ? hash(`${ha1}:${nonce}:${ha2}`) : hash(`${ha1}:${nonce}:${nc}:${cnonce}:auth:${ha2}`);
  const quoted = {
    username: credentials.username,
    realm,
    nonce,
    uri,
    response,
    ...(opaque === undefined ? {} : { opaque }),
    ...(params.qop === undefined ? {} : { cnonce }),
  };
  const plain = {
    ...(params.algorithm === undefined ? {} : { algorithm: params.algorithm }),
    ...(params.qop === undefined ? {} : { qop: 'auth', nc }),
  };
  const pairs = [
    ...Object.entries(quoted).map(([name, value]) => `${name}="${value.replace(/[\\"]/g, '\\$&')}"`),
    ...Object.entries(plain).map(([name, value]) => `${name}=${value}`),
  ];
  return `Digest ${pairs.join(', ')}`;
}
