import type { Finding } from '../../../model/finding.ts';
import type { ServerScope } from '../../../model/servers.ts';
import { accountFinding } from './finding.ts';
import type { Known } from './known.ts';

/** What Kerberos allows between two clocks (RFC 4120 section 1.6, and the default of Windows). */
const ALLOWED_SECONDS = 300;

/** This machine's clock against the controllers' that were asked: with a wrong one Kerberos refuses right passwords, and dates are judged wrongly. */
export function clockFindings(known: readonly Known[]): readonly Finding[] {
  const told = known.flatMap(({ directory }) =>
    directory?.clockAheadSeconds === undefined ? [] : [{ source: directory.source, ahead: directory.clockAheadSeconds }],
  );
  const worst = told.toSorted((one, other) => Math.abs(other.ahead) - Math.abs(one.ahead))[0];
  if (worst === undefined || Math.abs(worst.ahead) <= ALLOWED_SECONDS) return [];
  const off = `${Math.abs(worst.ahead)} s ${worst.ahead > 0 ? 'ahead of' : 'behind'} ${worst.source}`;
  return [
    accountFinding('clock', 'clock of this machine and of the domain controllers', {
      status: 'inconclusive',
      cause: 'host.clock-skew',
      owner: 'host',
      message: `The clock of this machine is ${off}. Kerberos allows five minutes: log-ons by Kerberos from here fail with the right password, and what was said of end dates may be wrong.`,
      remedy: `set the clock of this machine (w32tm /resync; chronyc makestep), or that of ${worst.source} if that one is wrong, then run this again.`,
      evidence: { source: worst.source, sourceKind: 'ldap' },
    }),
  ];
}

/** An address has no service principal name, so no ticket is to be had for it, and the console wants the name of the server. */
export function targetNameFindings({ scp }: ServerScope): readonly Finding[] {
  if (scp === undefined || !/^[\d.]+$|:/.test(scp)) return [];
  return [
    accountFinding(`target-name@${scp}`, 'name of the server', {
      status: 'warn',
      owner: 'configmgr',
      message: `${scp} is an address: Kerberos has no name for it, so what was asked there went by NTLM, and the console wants the full name of the server.`,
      remedy: 'name the server by its full DNS name (--scp).',
      evidence: { target: scp },
    }),
  ];
}
