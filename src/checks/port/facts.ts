import type { Failure, Step } from '../../model/observation.ts';

/** Name and connection; behind the endpoint mapper also the port that it named. */
export interface PortFacts {
  readonly steps: readonly Step[];
  readonly dynamicPort?: number;
  readonly dynamicSteps?: readonly Step[];
  /** The mapper was reached and did not say. */
  readonly mapperFailure?: Failure;
}
