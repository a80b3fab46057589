import type { HttpFacts } from '../../../model/network/observation.ts';
import { authorityOfUrl } from '../../../model/network/web-url.ts';
import { groupBy } from '../../../text/group.ts';
import { withEvidence } from '../verdict/evidence.ts';
import { ofStatus } from '../verdict/proxy-answer.ts';
import { routeTaken } from '../verdict/route/route-taken.ts';
import { isRefusalPage } from '../verdict/secured/clear-answer.ts';
import type { Fingerprints, Verdict } from '../verdict/verdict.ts';
import { stepOf } from '../verdict/verdict.ts';
import { problem } from '../verdict/walk.ts';
import { CONNECT_TEST } from './control/probes.ts';
import type { ProbeAnswer } from './proof.ts';

/** Hosts of one owner may share a page; these are all of one. Any other domain is its own owner. */
const MICROSOFT =
  /(?:^|\.)(?:microsoft|microsoftonline|windows|windowsupdate|msocsp|msftconnecttest|msftncsi|azure|azureedge|azurefd|live|office|office365|visualstudio|aka)\.(?:com|net|ms)$/;
/** What web servers say of themselves: two owners may use the same one, so such a page shows nothing. */
const STOCK_TITLE =
  /^(?:[1-5]\d\d\b.{0,60}|error|welcome to nginx!?|iis windows server|apache2? .{0,40}default page.{0,20}|invalid url|access denied)$/i;
const SIGN_IN = /\b(?:log ?[io]n|sign ?[io]n|log in|password|captive|portal|guest|wi-?fi|accept .{0,30}terms|authenticat)/i;

/** A page that hosts of unrelated owners were answered with on one route. */
interface SharedPage {
  readonly hosts: readonly string[];
  readonly isSignIn: boolean;
  readonly status: number;
}

/**
 * The answers that bear the same page as answers of unrelated owners on their route: whoever sends it stands in between, also where no product is known by it. Only
 * what nothing proves to be the service counts: `verdictOf` says what an answer comes to alone.
 */
export function sharedPages(
  answers: readonly ProbeAnswer[],
  verdictOf: (answer: ProbeAnswer) => Verdict,
  fingerprints: Fingerprints,
): ReadonlyMap<string, SharedPage> {
  const doubtful = answers.flatMap((answer) => {
    const http = plainAnswer(answer);
    return http === undefined || isControlText(answer, http) || !isUnproven(verdictOf(answer)) ? [] : [{ answer, http }];
  });
  const shared = new Map<string, SharedPage>();
  for (const sameOn of [signOf, titleOf]) {
    for (const alike of groupBy(
      doubtful.filter(({ http }) => sameOn(http) !== ''),
      ({ answer, http }) => `${answer.task.route.name} ${http.status} ${sameOn(http)}`,
    ).values()) {
      const hosts = [...new Set(alike.map(({ answer }) => answer.task.target.host))];
      const isControl = alike.some(({ answer }) => answer.task.target.host === CONNECT_TEST.host);
      if (!areUnrelated(hosts) || (STOCK_TITLE.test(titleOf(alike[0].http)) && !isControl)) continue;
      const page = { hosts, isSignIn: isSignInPage(alike[0].http, fingerprints), status: alike[0].http.status ?? 0 };
      for (const { answer } of alike) if (!shared.has(answer.task.key)) shared.set(answer.task.key, page);
    }
  }
  return shared;
}

function isSignInPage({ status, bodyExcerpt = '', location = '' }: Partial<HttpFacts>, fingerprints: Fingerprints): boolean {
  if (location !== '') return status !== 403;
  return status !== 403 && SIGN_IN.test(bodyExcerpt) && !isRefusalPage(bodyExcerpt, fingerprints);
}

/** The verdict on an answer in the light of the others. */
export function inLightOfPages(answer: ProbeAnswer, verdict: Verdict, shared: ReadonlyMap<string, SharedPage>): Verdict {
  const page = shared.get(answer.task.key);
  if (page === undefined) return verdict;
  const samePageAs = page.hosts.filter((host) => host !== answer.task.target.host).slice(0, 5);
  const evidence = withEvidence(verdict.evidence, { samePageAs });
  // An error that a proxy answers whatever is asked for is its own, and says what its status says.
  if (isForwarded(answer) && page.status >= 400) return problem({ ...ofStatus(page.status), confidence: 'likely' }, evidence);
  return problem({ cause: page.isSignIn ? 'http.captive-portal' : 'http.block-page', confidence: 'likely' }, evidence);
}

function isForwarded({ task, facts }: ProbeAnswer): boolean {
  const { kind } = routeTaken(task.route, facts?.steps ?? []);
  return kind === 'http' || kind === 'https';
}

function plainAnswer({ task, facts }: ProbeAnswer): Partial<HttpFacts> | undefined {
  const step = task.scheme === 'http' ? stepOf(facts?.steps ?? [], 'http', 'target') : undefined;
  return step === undefined || step.failure !== undefined || step !== facts?.steps.at(-1) ? undefined : step.facts;
}

function isControlText({ task }: ProbeAnswer, { bodyExcerpt = '' }: Partial<HttpFacts>): boolean {
  return task.target.host === CONNECT_TEST.host && bodyExcerpt.includes(CONNECT_TEST.text);
}

function isUnproven(verdict: Verdict): boolean {
  if (verdict.status === 'pass' || verdict.status === 'warn' || verdict.evidence.originMarker !== undefined) return false;
  return verdict.cause === null || verdict.cause === 'http.status';
}

/** The same bytes, where there are any; of a redirect the host that it leads to. */
function signOf({ status = 0, location = '', bodySha256 = '', bodyBytes = 0 }: Partial<HttpFacts>): string {
  if (status >= 300 && status < 400) return authorityOfUrl(location) ?? '';
  return bodyBytes === 0 ? '' : bodySha256;
}

function titleOf({ bodyExcerpt = '' }: Partial<HttpFacts>): string {
  return /<title[^<>]{0,100}>([^<]{1,200})<\/title>/i.exec(bodyExcerpt)?.[1]?.trim() ?? '';
}

function areUnrelated(hosts: readonly string[]): boolean {
  return new Set(hosts.map(ownerOf)).size > 1;
}

/** By the word before the last label, so that `contoso.com` and `contoso.net` are one. */
function ownerOf(host: string): string {
  return MICROSOFT.test(host) ? 'microsoft' : (host.split('.').slice(-2)[0] ?? host);
}
