import type { Finding } from '../../../model/finding.ts';
import { accountFinding } from './finding.ts';
import type { Known } from './known.ts';
import { ALLOWED_SECONDS } from './server/clocks.ts';

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
