import type { Failure, Step } from '../../model/network/observation.ts';

/** Name and connection; behind the endpoint mapper also the port that it named. */
export interface ConnectionFacts {
  readonly question: 'connection';
  readonly steps: readonly Step[];
  readonly dynamicPort?: number;
  /** What SQL Server told before any log-on, `16.0.4125`. */
  readonly sqlVersion?: string;
  readonly dynamicSteps?: readonly Step[];
  /** The mapper was reached and did not say. */
  readonly mapperFailure?: Failure;
}

/** The controllers that DNS names for a domain, or why it names none. */
export interface ControllersFacts {
  readonly question: 'domain-controllers';
  readonly controllers: readonly string[];
  readonly failure?: Failure;
}

/** A question over UDP. Silence may be a rule, a loss, or a service that is not there. */
export interface DatagramFacts {
  readonly question: 'datagram';
  /** Absent: the name has none, or was not resolved. */
  readonly address?: string;
  /** Absent: it was answered. */
  readonly failure?: Failure;
}

/** An answer of the port check: connections, the controllers of a domain, or datagrams. */
export type PortFacts = ConnectionFacts | ControllersFacts | DatagramFacts;
