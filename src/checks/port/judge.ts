import { DNS_CODES, LOCAL_LIMIT_CODES, TCP_CODES } from '../../causes/codes.ts';
import { type Cause, causeInfo, layerOf, ownerOf } from '../../causes/index.ts';
import { unknownMessage, unknownRemedy } from '../../causes/unknown.ts';
import type { Answer } from '../../model/answer.ts';
import type { EndpointEvidence } from '../../model/evidence.ts';
import type { Finding } from '../../model/finding.ts';
import type { Step } from '../../model/observation.ts';
import { authority, type HostPort } from '../../model/route.ts';
import type { Scope } from '../../model/scope.ts';
import { bareFinding } from '../finding.ts';
import type { ConnectionFacts, PortFacts } from './facts.ts';
import { keyOf, type PortRow, type PortTask, rowsOf } from './plan.ts';

/** One finding a row and port; rows that start elsewhere are skipped with the word how to see them. */
export function judge(answers: readonly Answer<PortTask, PortFacts>[], { servers }: Scope): readonly Finding[] {
  const elsewhere = rowsOf(servers).filter(({ from }) => from !== servers.standpoint);
  const walked = answers.flatMap(({ task, facts }) => {
    if (task.question !== 'connection') return [];
    return [{ task, findings: findingsOf(task, facts?.question === 'connection' ? facts : undefined) }];
  });
  const reached = hostsReached(walked);
  return [
    ...answers.flatMap(({ task, facts }) => (task.question === 'domain-controllers' ? unfound(task.domain, facts) : [])),
    ...walked.flatMap(({ task, findings }) => (task.isFound === true && reached.size > 0 ? findings.map(spared) : findings)),
    ...elsewhere.map(skipped),
  ];
}

interface Walked {
  readonly task: PortRow;
  readonly findings: readonly Finding[];
}

/** Controllers that DNS named and whose rows all pass. */
function hostsReached(walked: readonly Walked[]): ReadonlySet<string> {
  const found = walked.filter(({ task }) => task.isFound === true);
  const shut = new Set(found.filter(({ findings }) => findings.some(isTrouble)).map(({ task }) => task.target.host));
  return new Set(found.map(({ task }) => task.target.host).filter((host) => !shut.has(host)));
}

function isTrouble({ status }: Finding): boolean {
  return status === 'fail' || status === 'inconclusive';
}

/** Of the controllers of a domain a computer uses one that answers; that others do not is worth knowing. */
function spared(finding: Finding): Finding {
  return finding.status === 'fail'
    ? { ...finding, status: 'warn', message: `${finding.message} Another controller of the domain is reached on every port.` }
    : finding;
}

/** Nothing was found: told as unknown, because the name of the domain may be a guess from a server's name. */
function unfound(domain: string, facts: PortFacts | undefined): readonly Finding[] {
  const { failure, controllers } = facts?.question === 'domain-controllers' ? facts : { failure: NOT_RUN, controllers: [] };
  if (failure === undefined && controllers.length > 0) return [];
  const { code, message } = failure ?? { code: 'NO_ENTRY', message: 'DNS names none' };
  const asked = `_ldap._tcp.dc._msdcs.${domain}`;
  return [
    bareFinding({
      id: `port:site-server->domain-controllers@${domain}`,
      kind: 'port',
      title: `site-server to the domain controllers of ${domain}`,
      status: 'inconclusive',
      layer: 'dns',
      target: { from: 'site-server', domain },
      message: `The domain controllers of ${domain} could not be found (${asked}: ${code}, ${message}), so no port to them was tried.`,
      remedy: 'Name the domain with --domain or its controllers with --dc; a site server has to find these records.',
      evidence: { host: asked, code, rawMessage: message },
    }),
  ];
}

const NOT_RUN = { code: 'NOT_RUN', message: 'the run ended first' };

function findingsOf(task: PortRow, facts: ConnectionFacts | undefined): readonly Finding[] {
  const first = findingOn(task, task.target, keyOf({ from: task.from, target: task.target, why: '' }), facts?.steps ?? []);
  if (task.dynamic !== true || facts === undefined || first.status !== 'pass') return [first];
  const { host } = task.target;
  const id = `${task.from}->${host}:dynamic`;
  const { dynamicPort, dynamicSteps, mapperFailure } = facts;
  if (dynamicPort !== undefined) return [first, findingOn(task, { host, port: dynamicPort }, id, dynamicSteps ?? [])];
  const evidence: EndpointEvidence = {
    host,
    port: 135,
    code: mapperFailure?.code ?? 'NO_ENTRY',
    rawMessage: mapperFailure?.message ?? 'the endpoint mapper names no TCP port',
  };
  return [
    first,
    {
      ...base(task, { host, port: 135 }, id),
      status: 'inconclusive',
      layer: 'tcp',
      message: unknownMessage('tcp', evidence),
      remedy: unknownRemedy('tcp', evidence),
      evidence,
    },
  ];
}

function findingOn(row: PortRow, target: HostPort, id: string, steps: readonly Step[]): Finding {
  const last = steps.at(-1);
  const evidence: EndpointEvidence = { ...target, scheme: 'tcp', why: row.why, ...factsOf(steps) };
  const finding = { ...base(row, target, id), evidence, timings: { totalMs: (last?.startMs ?? 0) + (last?.durationMs ?? 0) } };
  if (last !== undefined && last.failure === undefined)
    return { ...finding, status: 'pass', message: `${authority(target)} accepts connections from the ${row.from}: ${row.why}.` };
  const code = last?.failure?.code ?? 'NOT_RUN';
  const cause = causeOf(last, code);
  if (cause === undefined || LOCAL_LIMIT_CODES.has(code)) {
    const layer = last?.layer ?? 'tcp';
    return {
      ...finding,
      status: 'inconclusive',
      layer,
      message: unknownMessage(layer, { ...evidence, code }),
      remedy: unknownRemedy(layer, { ...evidence, code }),
    };
  }
  const info = causeInfo(cause);
  const doubt = cause === 'tcp.refused' ? row.refusalMayMean : undefined;
  return {
    ...finding,
    status: doubt === undefined ? 'fail' : 'warn',
    cause,
    layer: layerOf(cause),
    owner: ownerOf(cause, evidence),
    message: `${info.message(evidence)} Needed because ${row.why}.${doubt === undefined ? '' : ` It may also be that ${doubt}.`}`,
    remedy: info.remedy(evidence),
  };
}

function causeOf(step: Step | undefined, code: string): Cause | undefined {
  const table = step?.layer === 'dns' ? DNS_CODES : TCP_CODES;
  return Object.hasOwn(table, code) ? table[code] : undefined;
}

function factsOf(steps: readonly Step[]): EndpointEvidence {
  const last = steps.at(-1);
  const dns = steps.find((step) => step.layer === 'dns');
  const attempt = last?.layer === 'tcp' ? last.facts.attempts?.[0] : undefined;
  return {
    ...(dns === undefined ? {} : { resolver: dns.facts.resolver ?? '', addresses: dns.facts.addresses ?? [] }),
    ...(attempt === undefined ? {} : { address: attempt.address }),
    ...(last?.failure === undefined ? {} : { code: last.failure.code, rawMessage: last.failure.message, elapsedMs: last.durationMs }),
  };
}

function base({ from, why }: PortRow, target: HostPort, id: string): Finding {
  return bareFinding({
    id: `port:${id}`,
    kind: 'port',
    title: `${from} to ${authority(target)}`,
    status: 'pass',
    target: { from, ...target, why },
    reproduce: `Test-NetConnection ${target.host} -Port ${target.port}`,
  });
}

function skipped(row: PortRow): Finding {
  const message = `This is seen from the ${row.from} only: run the check there with --as ${row.from}.`;
  return { ...base(row, row.target, keyOf(row)), status: 'skip', skipReason: 'not-applicable', message, reproduce: null, attempts: 0 };
}
