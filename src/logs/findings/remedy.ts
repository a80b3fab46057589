import { causeInfo, ownerOf } from '../../causes/index.ts';
import type { LogEvidence } from '../../model/evidence.ts';
import type { Owner } from '../../model/finding.ts';
import { OWNER_WORDS } from '../../model/owner.ts';
import type { LoggedError } from '../logged-error.ts';

/** Who is asked first, and what to do in which order. */
export interface Advice {
  /** Absent: nobody can say. */
  readonly owner?: Owner;
  readonly remedy: string;
}

const PROBE = 'A log says no more than this: `configmgr-preflight check` on that server tells it apart.';
const NOT_KNOWN = `Look at the excerpt and at the entries around it. ${PROBE}`;
const PROXY_FIRST =
  'if this server has to use a proxy, enter it in the Proxy tab of the site system of the role, with an account that may use it; what runs as System also needs it machine-wide (netsh winhttp set proxy).';
const SETUP_PROXY =
  "setup's downloader said that it connects without a proxy: where the site system uses one, run it with the proxy, or set the proxy for the account of the site server (netsh winhttp set proxy).";

interface Step {
  readonly owner: Owner | undefined;
  readonly what: string;
}

/** The order is that of Microsoft's articles: what is to be ruled out on the server first, then what the cause itself says. Each step has the words that `check` has for it. */
export function adviceOn(logged: LoggedError, evidence: LogEvidence): Advice {
  const { error, cause } = logged;
  const isOwnCause = cause === error.cause || cause === error.plainCause;
  const asksForProxy = error.asksForProxy === true && logged.proxy === null && isOwnCause;
  const before = isOwnCause && cause !== null ? (error.ruleOut ?? []) : [];
  const last = {
    owner: error.isRefusal === true ? ('configmgr' as const) : cause === null ? error.owner : ownerOf(cause, evidence),
    what: error.remedy ?? (cause === null ? NOT_KNOWN : causeInfo(cause).remedy(evidence)),
  };
  const steps: readonly Step[] = [
    ...(asksForProxy ? [{ owner: 'configmgr' as const, what: PROXY_FIRST }] : []),
    ...(logged.connectsDirectly ? [{ owner: 'configmgr' as const, what: SETUP_PROXY }] : []),
    ...before.map((one) => ({ owner: ownerOf(one, evidence), what: causeInfo(one).remedy(evidence) })),
    last,
  ];
  const owner = steps[0]?.owner;
  const articles = error.articles === undefined || error.articles.length === 0 ? [] : [`Documented at ${error.articles.join(' and ')}.`];
  const probe = error.confidence === 'possible' && cause !== null ? [PROBE] : [];
  return { ...(owner === undefined ? {} : { owner }), remedy: [inOrder(steps), ...articles, ...probe].join(' ') };
}

/** The first step is that of the owner, who is named beside it; the others say whose they are. */
function inOrder(steps: readonly Step[]): string {
  return steps
    .map(({ owner, what }, index) =>
      index === 0 ? what : `If that is right already, ${owner === undefined ? '' : `${OWNER_WORDS[owner].device}: `}${what}`,
    )
    .join(' ');
}
