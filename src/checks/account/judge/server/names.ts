import { findingFrom } from '../../../../causes/finding.ts';
import type { AnyEvidence } from '../../../../model/evidence.ts';
import type { Finding } from '../../../../model/finding.ts';
import type { Ruling } from '../../../../model/ruling.ts';
import { isSameHost } from '../../../../model/servers.ts';
import type { ServerNameFacts } from '../../server-facts.ts';
import { serverFinding } from './finding.ts';

const ADDRESS = /^[\d.]+$|:/;

/** The name of a server and back: an address and an alias have no ticket of their own, and a stale record leads to another server. */
export function nameFindings(server: string, facts: ServerNameFacts | undefined, isTarget: boolean): readonly Finding[] {
  if (ADDRESS.test(server)) return isTarget ? [addressFinding(server, facts?.reverse ?? [])] : [];
  if (facts === undefined) return [];
  const subject = { server, question: 'name', title: `name of ${server}` };
  const { addresses, aliasOf, reverse = [], failure } = facts;
  const evidence = { host: server, addresses, ...(reverse.length === 0 ? {} : { found: reverse.join(', ') }) };
  // A name that leads nowhere is told by whoever needs its address: the questions about accounts, and the ports.
  if (failure !== undefined) return [];
  if (aliasOf !== undefined && isTarget && !isSameHost(aliasOf, server)) return [aliasFinding(server, aliasOf, evidence)];
  const [address = ''] = addresses;
  if (reverse.length > 0 && !reverse.some((name) => isSameHost(name, server) || isSameHost(name, aliasOf)))
    return [
      serverFinding(subject, {
        status: 'warn',
        required: false,
        owner: 'dns',
        message: `${server} has the address ${address}, which belongs to ${reverse.join(', ')} by the reverse zone: one of the two records is old, or two servers have had this address.`,
        remedy: `find out which server has ${address}, and correct the A record of ${server} or the PTR record of ${address}.`,
        evidence,
      }),
    ];
  const back =
    reverse.length === 0
      ? 'the reverse zone has no record of it, which the role does not need'
      : `the reverse zone leads back to ${reverse.join(', ')}`;
  return [serverFinding(subject, { status: 'pass', message: `${server} has the address ${address}; ${back}.`, evidence })];
}

/** A server that is named otherwise than it calls itself. */
function targetFinding(server: string, ruling: Omit<Ruling, 'status'>): Finding {
  const subject = { id: `account:target-name@${server}`, kind: 'account', title: 'name of the server', target: { server } } as const;
  return findingFrom(subject, { ...ruling, status: 'warn', owner: 'configmgr' });
}

/** A ticket is issued for the name that is asked for, and an alias has an account of its own nowhere. */
function aliasFinding(server: string, aliasOf: string, evidence: AnyEvidence): Finding {
  return targetFinding(server, {
    message: `${server} is an alias (CNAME) of ${aliasOf}: Kerberos has a ticket for it only where the alias is registered as a service principal name, and the console wants the server's own name.`,
    remedy: `name the server by its own name, here and in the console (--scp ${aliasOf}).`,
    evidence: { ...evidence, cnames: [aliasOf] },
  });
}

/** An address has no service principal name, so no ticket is to be had for it, and the console wants the name of the server. */
function addressFinding(address: string, reverse: readonly string[]): Finding {
  const [name] = reverse;
  const known = name === undefined ? '' : ` (${name} by the reverse zone)`;
  return targetFinding(address, {
    message: `${address}${known} is an address: Kerberos has no name for it, so what was asked there went by NTLM, and the console wants the full name of the server.`,
    remedy: `name the server by its full DNS name (--scp${name === undefined ? '' : ` ${name}`}).`,
    evidence: { host: address, ...(name === undefined ? {} : { found: reverse.join(', ') }) },
  });
}
