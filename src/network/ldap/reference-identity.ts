import net from 'node:net';
import tls from 'node:tls';
import type { Controller } from '../../model/network/controller.ts';
import { internalRoots, machineRoots } from '../tls/trust.ts';

/**
 * What the certificate of a controller has to show (RFC 4513 section 3.1.3, RFC 6125 section 6). One that was named by hand: its own name, under any root
 * that is trusted here. One that the DNS of a domain named: its own name, which lies below the domain, or the domain's, as certificates of controllers
 * carry it; under a root of this machine or of `--ca-file`, as everybody can have a certificate of a public authority.
 */
export async function identityOptions({ host, domain }: Controller, extraRootsPem: readonly string[]): Promise<tls.ConnectionOptions> {
  return {
    ca: [...(domain === undefined ? await internalRoots(extraRootsPem) : await machineRoots(extraRootsPem))],
    minVersion: 'TLSv1.2',
    // In words: NODE_TLS_REJECT_UNAUTHORIZED in the environment would turn the check off.
    rejectUnauthorized: true,
    checkServerIdentity: (_name, certificate) => {
      const asItself = tls.checkServerIdentity(host, certificate);
      return asItself === undefined || domain === undefined ? asItself : tls.checkServerIdentity(domain, certificate) && asItself;
    },
    ...(net.isIP(host) === 0 ? { servername: host } : {}),
  };
}
