import type { Finding } from '../../../../model/finding.ts';
import type { ServerClockFacts } from '../../server-facts.ts';
import { serverFinding } from './finding.ts';

/** What Kerberos allows between two clocks (RFC 4120 section 1.6, and the default of Windows). */
export const ALLOWED_SECONDS = 300;

/** A clock that was read, as the difference from this machine's. */
export interface ReadClock {
  readonly source: string;
  readonly aheadSeconds: number;
}

/** The clocks of the servers against a domain controller's; without one, against each other. This machine's own clock drops out. */
export function serverClockFindings(clocks: readonly ServerClockFacts[], controllers: readonly ReadClock[]): readonly Finding[] {
  const read = clocks.flatMap(({ source, clockAheadSeconds }) =>
    clockAheadSeconds === undefined ? [] : [{ source, aheadSeconds: clockAheadSeconds }],
  );
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
