import type { Step } from '../../../../model/network/observation.ts';
import type { Probe } from '../../../../model/network/probe.ts';
import type { Scope } from '../../../../model/scope.ts';
import { withEvidence } from '../../verdict/evidence.ts';
import type { Verdict } from '../../verdict/verdict.ts';
import type { Derived } from '../derived.ts';
import { type Judged, type ProbeAnswer, revised, type Weighing } from '../proof.ts';
import { isListed } from '../scope/listed.ts';
import { keyOf, probeOf, type WebAddress, webAddress } from '../web-address.ts';

/** One address where the issuer of a chain that breaks off was looked for. */
interface IssuerAddress {
  readonly url: string;
  readonly address: WebAddress;
  readonly came: boolean;
}

/** Where the walk itself fetched issuers: Windows does the same, so these addresses are needed as much as the host. */
function issuerAddresses({ facts, task }: ProbeAnswer): readonly IssuerAddress[] {
  const tls = facts?.steps.find((step): step is Extract<Step, { readonly layer: 'tls' }> => step.layer === 'tls' && step.peer === 'target');
  return (tls?.facts.completion?.fetches ?? []).flatMap(({ url, code }) => {
    const address = webAddress(url, task);
    return address?.scheme === 'http' ? [{ url, address, came: code === '' }] : [];
  });
}

/** Each of them as a probe of its own, which tells layer by layer what is wrong with it. */
export function issuerProbes(answer: ProbeAnswer, scope: Scope): readonly Probe[] {
  return issuerAddresses(answer).map(({ address }) => probeOf(address, answer.task, 'revocation', scope));
}

/** A row for each address that no entry lists, and on the host the causes of those that brought nothing. */
export function weighIssuers(one: Judged, weighing: Weighing): { readonly one: Judged; readonly derived: readonly Derived[] } {
  const { answer, endpoint, verdict } = one;
  const found = issuerAddresses(answer).flatMap((address) => {
    const asked = weighing.answers.get(keyOf(address.address, answer.task.route));
    return asked === undefined ? [] : [{ ...address, answer: asked, verdict: verdictFor(address, weighing.verdictOf(asked)) }];
  });
  const why = `Not in the catalog: the certificate of ${answer.task.target.host} names it for that of its issuer, which the server leaves out.`;
  const derived = found
    .filter(({ address }) => !isListed(address, weighing.scope.index.listed))
    .map(
      (row): Derived => ({
        because: 'revocation',
        answer: row.answer,
        verdict: row.verdict,
        why,
        required: endpoint.endpoint.required && verdict.status !== 'pass',
        feature: 'revocation',
        from: answer.task,
      }),
    );
  return { one: verdict.status === 'fail' && verdict.cause === 'tls.incomplete-chain' ? explained(one, verdict, found) : one, derived };
}

interface Found extends IssuerAddress {
  readonly answer: ProbeAnswer;
  readonly verdict: Verdict;
}

/** What the walk fetched there is more than a further answer tells. */
function verdictFor({ came }: IssuerAddress, verdict: Verdict): Verdict {
  return came && verdict.status !== 'pass' ? { status: 'pass', confidence: 'likely', evidence: verdict.evidence } : verdict;
}

function explained(one: Judged, verdict: Exclude<Verdict, { readonly status: 'pass' }>, found: readonly Found[]): Judged {
  const causes = new Map(found.flatMap(({ url, verdict: own }) => (own.status === 'fail' && own.cause !== null ? [[url, own.cause]] : [])));
  const issuerFetches = verdict.evidence.issuerFetches?.map(({ url, cause }) => ({ url, cause: causes.get(url) ?? cause }));
  const shown = found.find(({ came }) => !came)?.address;
  return revised(one, {
    ...verdict,
    ...(issuerFetches === undefined ? {} : { evidence: withEvidence(verdict.evidence, { issuerFetches }) }),
    ...(shown === undefined ? {} : { about: shown }),
  });
}
