import type { Answer } from '../../../../model/answer.ts';
import type { Finding } from '../../../../model/finding.ts';
import type { AccountFacts, AccountTask } from '../../facts.ts';
import { accountFinding } from '../finding.ts';
import { serverFinding } from './finding.ts';

type AccountAnswer = Answer<AccountTask, AccountFacts>;

/** What Kerberos allows between two clocks (RFC 4120 section 1.6, and the default of Windows). */
const ALLOWED_SECONDS = 300;

/** A clock that was read, as the difference from this machine's. */
interface ReadClock {
  readonly source: string;
  readonly aheadSeconds: number;
}

/** This machine's clock against the controllers' that were asked: with a wrong one Kerberos refuses right passwords, and dates are judged wrongly. */
export function ownClockFindings(answers: readonly AccountAnswer[]): readonly Finding[] {
  const [worst] = controllerClocks(answers).toSorted((one, other) => Math.abs(other.aheadSeconds) - Math.abs(one.aheadSeconds));
  if (worst === undefined || Math.abs(worst.aheadSeconds) <= ALLOWED_SECONDS) return [];
  const off = `${Math.abs(worst.aheadSeconds)} s ${worst.aheadSeconds > 0 ? 'ahead of' : 'behind'} ${worst.source}`;
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

/** The clocks of the servers against a domain controller's; without one, against each other. This machine's own clock drops out. */
export function serverClockFindings(answers: readonly AccountAnswer[]): readonly Finding[] {
  const read = answers.flatMap(({ facts }) =>
    facts?.question === 'server-clock' && facts.clockAheadSeconds !== undefined
      ? [{ source: facts.source, aheadSeconds: facts.clockAheadSeconds }]
      : [],
  );
  const controllers = controllerClocks(answers);
  const [reference = read[0]] = controllers;
  if (reference === undefined) return [];
  return read.filter(({ source }) => source !== reference.source).map((clock) => findingOn(clock, reference, controllers.length > 0));
}

function findingOn({ source, aheadSeconds }: ReadClock, reference: ReadClock, isController: boolean): Finding {
  // Both are told as this machine's lead: the server's lead over the reference is their difference.
  const skewSeconds = reference.aheadSeconds - aheadSeconds;
  const evidence = { hostname: source, skewSeconds, skewReference: reference.source, limitSeconds: ALLOWED_SECONDS };
  const subject = { server: source, question: 'clock', title: `clock of ${source}` };
  if (Math.abs(skewSeconds) <= ALLOWED_SECONDS)
    return serverFinding(subject, {
      status: 'pass',
      message: `The clock of ${source} is within five minutes of that of ${reference.source} (${Math.abs(skewSeconds)} s).`,
      evidence,
    });
  const either = isController
    ? {}
    : { remedy: `set the clocks of ${source} and ${reference.source} by the time source of the domain (w32tm /query /status).` };
  return serverFinding(subject, { status: 'fail', cause: 'host.clock-skew', evidence, ...either });
}

function controllerClocks(answers: readonly AccountAnswer[]): readonly ReadClock[] {
  return answers.flatMap(({ facts }) =>
    facts?.question === 'directory' && facts.clockAheadSeconds !== undefined
      ? [{ source: facts.source, aheadSeconds: facts.clockAheadSeconds }]
      : [],
  );
}
