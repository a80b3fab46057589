import type { ProxyFacts } from '../../model/network/observation.ts';
import { authority, type Route } from '../../model/network/route.ts';
import { type LogOn, type LogOnVerdict, logOn } from '../account/gate.ts';
import type { Asked } from '../auth/index.ts';
import { provesLogOn } from '../auth/proof.ts';
import { type Hold, type Note, StepFailure } from '../trace.ts';
import type { OpenRequest } from './kind.ts';

/** The step in which credentials are offered. */
interface Offering {
  readonly signal: AbortSignal;
  readonly note: Note<'proxy'>;
  readonly hold: Hold;
}

/** Who is asked, as a sentence names it. */
function placeOf({ via }: Route): string {
  return via === undefined ? 'the proxy' : `the proxy ${authority(via).toLowerCase()}`;
}

/** Makes a log-on at the proxy of a route, behind the gate of its account. That credentials are offered is noted before they are: nothing may come back. */
export function logOnToProxy<T>(
  { route, context }: OpenRequest,
  { signal, note, hold }: Offering,
  attempt: (offering: () => void, isProved: boolean) => Promise<T>,
  verdictOn: (outcome: T) => LogOnVerdict,
): Promise<LogOn<T>> {
  return logOn({
    run: context.run,
    signal,
    hold,
    credentials: context.credentialsFor(route),
    place: placeOf(route),
    attempt: (offering, isProved) =>
      attempt(() => {
        if (!isProved) note({ logOn: 'unproven' });
        offering();
      }, isProved),
    verdictOn,
  });
}

/** What an HTTP proxy is asked, with the credentials of its route. */
export function asked(request: OpenRequest, { method, uri }: Pick<Asked, 'method' | 'uri'>, offering: Offering): Asked {
  const { route, context, chosenInClear } = request;
  return {
    method,
    uri,
    auth: route.auth,
    credentials: context.credentialsFor(route),
    challengeStatus: 407,
    serviceHost: route.via?.host ?? '',
    ownIdentity: chosenInClear !== true,
    gate: (attempt, verdictOn) => logOnToProxy(request, offering, attempt, verdictOn),
    proves: provesLogOn,
  };
}

/** The failure of a step in which credentials are held back. Undefined: they are not, or this very proxy has refused them as such. */
export function notTried(route: Route, { logOn: outcome, refusedBefore }: Partial<ProxyFacts>): StepFailure | undefined {
  if (outcome !== 'not-tried' || refusedBefore === undefined) return undefined;
  if (refusedBefore.reason === 'credentials' && refusedBefore.place === placeOf(route)) return undefined;
  const { place, code } = refusedBefore;
  return new StepFailure('LOGON_NOT_TRIED', `the credentials were not offered, as ${place} did not take them before in this run (${code})`);
}
