import { findingFrom } from '../../../../causes/finding.ts';
import type { Release } from '../../../../model/catalog/release.ts';
import type { EndpointEvidence } from '../../../../model/evidence.ts';
import type { Finding } from '../../../../model/finding.ts';
import { type AskedFor, findingOf } from '../../verdict/finding.ts';
import type { Verdict } from '../../verdict/verdict.ts';
import type { ProbeAnswer } from '../proof.ts';
import type { WebAddress } from '../web-address.ts';

const DOCUMENTATION =
  'https://learn.microsoft.com/en-us/troubleshoot/mem/configmgr/setup-migrate-backup-recovery/understand-troubleshoot-updates-servicing';
const https = (host: string, path: string): WebAddress => ({ scheme: 'https', target: { host, port: 443 }, path });

/** One request of the update download as the role makes it. */
export interface JourneyStep {
  readonly number: number;
  readonly name: string;
  readonly title: string;
  /** The host as the documentation shows it, for whoever reads that a step was not asked. */
  readonly host: string;
  /** Asked by itself; without it, where the step before leads. */
  readonly start?: WebAddress;
  /** Asked below the address of the step before, whatever that answered. */
  readonly below?: (release: Release) => string;
  /** Asked in ranges and with HEAD instead of a GET. */
  readonly payload: boolean;
}

/** The requests of an update download in their order, as the logs of a service connection point show them. */
export const STEPS: readonly JourneyStep[] = [
  {
    number: 1,
    name: '1-fwlink',
    title: 'the forwarding link',
    host: 'go.microsoft.com',
    start: https('go.microsoft.com', '/fwlink/?LinkId=2309745'),
    payload: false,
  },
  { number: 2, name: '2-service', title: 'the update service', host: 'sccm.manage.microsoft.com', payload: false },
  {
    number: 3,
    name: '3-manifest',
    title: 'the address of the manifest',
    host: 'sccm.manage.microsoft.com',
    // The tenant is nobody's: the service may refuse it, and that is no fault of the way.
    below: ({ version }) => `/Manifest?Tenant=MDAwMDAwMDAtMDAwMC0wMDAwLTAwMDAtMDAwMDAwMDAwMDAw&Version=${version}&Ring=1;Branch=1`,
    payload: false,
  },
  { number: 4, name: '4-payload', title: 'the manifest in ranges', host: 'download.microsoft.com', payload: true },
  {
    number: 5,
    name: '5-console-content',
    title: 'the console content in ranges',
    host: 'configmgrbits.cdn.manage.microsoft.com',
    start: https('configmgrbits.cdn.manage.microsoft.com', '/adminuicontent/ConfigMgr.AdminUIContent.cab'),
    payload: true,
  },
];

const WHY = 'A step of the download of updates, as the role does it.';
const titleOf = ({ number, title }: JourneyStep): string => `Update download, step ${number}: ${title}`;
const idOf = ({ name }: JourneyStep, route: string): string => `endpoint:journey/${name}@${route}`;

/** The finding of a step that was asked; `leadsTo` is the address of the next one. */
export function askedStep(step: JourneyStep, answer: ProbeAnswer, verdict: Verdict, leadsTo: string | undefined): Finding {
  const { task, facts } = answer;
  const asked: AskedFor = {
    key: `journey/${step.name}`,
    pattern: task.target.host,
    feature: 'updates',
    required: true,
    why: WHY,
    documentation: DOCUMENTATION,
  };
  const finding = findingOf(asked, task, verdict, facts);
  const evidence: EndpointEvidence = leadsTo === undefined ? finding.evidence : { ...finding.evidence, leadsTo };
  const message = leadsTo === undefined || finding.status !== 'pass' ? finding.message : `${finding.message} Next: ${leadsTo}`;
  return { ...finding, id: idOf(step, task.route.name), title: titleOf(step), message, evidence };
}

/** The finding of a step that could not be asked, because an earlier one did not lead to it. */
export function unaskedStep(step: JourneyStep, route: string, reason: string, required: boolean): Finding {
  const { host } = step;
  return findingFrom(
    {
      id: idOf(step, route),
      kind: 'endpoint',
      title: titleOf(step),
      feature: 'updates',
      route,
      target: { pattern: host, host, port: 443, scheme: 'https' },
      attempts: 0,
    },
    {
      status: 'inconclusive',
      layer: 'http',
      required,
      message: `Not asked: ${reason}.`,
      remedy: required ? 'Repair the earlier step first, then check again.' : '',
      evidence: { why: WHY, documentation: DOCUMENTATION, host, port: 443, scheme: 'https', route, code: 'NOT_ASKED', reason },
    },
  );
}
