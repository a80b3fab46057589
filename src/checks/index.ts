import { accountCheck } from './account/index.ts';
import { endpointCheck } from './endpoint/index.ts';
import type { Fingerprints } from './endpoint/verdict/verdict.ts';
import { hostCheck } from './host/index.ts';
import { placementCheck } from './placement/index.ts';
import { portCheck } from './port/index.ts';
import { type RunnableCheck, runnable } from './run.ts';

/** All checks of a run, in the order of their findings. One line each. */
export function checks(fingerprints: Fingerprints): readonly RunnableCheck[] {
  return [
    runnable(endpointCheck(fingerprints)),
    runnable(accountCheck),
    runnable(portCheck),
    runnable(placementCheck),
    runnable(hostCheck),
  ];
}
