import { causeInfo, ownerOf } from '../causes/index.ts';
import type { LogEvidence } from '../model/evidence.ts';
import type { Owner } from '../model/finding.ts';
import type { LoggedError } from './logged-error.ts';

/** Who is asked first, and what to do in which order. */
export interface Advice {
  /** Absent: nobody can say. */
  readonly owner?: Owner;
  readonly remedy: string;
}

const PROBE = 'A log says no more than this: `configmgr-preflight check` on that server tells it apart.';
const NOT_KNOWN = `Look at the excerpt and at the entries around it. ${PROBE}`;
const PROXY_FIRST =
  'Configuration Manager: if this server has to use a proxy, enter it in the Proxy tab of the site system of the role, with an account that may use it; what runs as System also needs it machine-wide (netsh winhttp set proxy).';
const SETUP_PROXY =
  "Setup's downloader said that it connects without a proxy: where the site system uses one, run it with the proxy, or set the proxy for the account of the site server (netsh winhttp set proxy).";

/** The order is that of Microsoft's articles: what is to be ruled out on the server first, then what the cause itself says. Each step has the words that `check` has for it. */
export function adviceOn(logged: LoggedError, evidence: LogEvidence): Advice {
  const { error, cause } = logged;
  const isOwnCause = cause === error.cause || cause === error.plainCause;
  const before = isOwnCause && cause !== null ? (error.ruleOut ?? []) : [];
  const asksForProxy = error.asksForProxy === true && logged.proxy === null && isOwnCause;
  const steps = [
    ...(asksForProxy ? [PROXY_FIRST] : []),
    ...(logged.connectsDirectly ? [SETUP_PROXY] : []),
    ...before.map((one) => causeInfo(one).remedy(evidence)),
    ...(cause === null ? [error.remedy ?? NOT_KNOWN] : [error.remedy ?? causeInfo(cause).remedy(evidence)]),
  ];
  const [first] = before;
  const owner = asksForProxy || error.isRefusal === true ? 'configmgr' : cause === null ? undefined : ownerOf(first ?? cause, evidence);
  const articles = error.articles === undefined || error.articles.length === 0 ? [] : [`Microsoft: ${error.articles.join(' and ')}.`];
  const probe = error.confidence === 'possible' && cause !== null ? [PROBE] : [];
  return { ...(owner === undefined ? {} : { owner }), remedy: [inOrder(steps), ...articles, ...probe].join(' ') };
}

function inOrder(steps: readonly string[]): string {
  return steps.length < 2 ? (steps[0] ?? '') : steps.map((step, index) => `${index + 1}. ${step}`).join(' ');
}
