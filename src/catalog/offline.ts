import type { Endpoint } from '../model/catalog/catalog.ts';
import type { ScopedEndpoint } from '../model/scope.ts';
import type { Selection } from './selection.ts';

/**
 * Features whose hosts the service connection tool asks in its step `-connect`. No page lists them: the tool brings the usage data to, and fetches
 * the updates and redistributables from, where the role does online.
 */
const OF_THE_TOOL: ReadonlySet<string> = new Set(['always', 'updates']);

/** Why an endpoint of the role is not asked for in offline mode. Undefined: it is, because this computer runs the service connection tool. */
export function offlineSkip({ feature }: Endpoint, { onToolHost = false }: Selection): ScopedEndpoint['skip'] {
  if (!onToolHost)
    return {
      reason: 'offline-mode',
      message:
        'In offline mode the service connection point never connects to the internet. The computer that runs the service connection tool does: check there with --mode offline --as tool-host.',
    };
  return OF_THE_TOOL.has(feature)
    ? undefined
    : {
        reason: 'offline-mode',
        message: 'In offline mode nothing of this feature connects, and the service connection tool does not ask for it.',
      };
}
