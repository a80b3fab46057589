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
import type { PortFacts } from './facts.ts';
import { keyOf, type PortRow, type PortTask, rowsOf } from './plan.ts';

/** One finding a row and port; rows that start elsewhere are skipped with the word how to see them. */
export function judge(answers: readonly Answer<PortTask, PortFacts>[], { servers }: Scope): readonly Finding[] {
  const elsewhere = rowsOf(servers).filter(({ from }) => from !== servers.standpoint);
  return [...answers.flatMap(findingsOf), ...elsewhere.map(skipped)];
}

function findingsOf({ task, facts }: Answer<PortTask, PortFacts>): readonly Finding[] {
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
  return {
    ...finding,
    status: 'fail',
    cause,
    layer: layerOf(cause),
    owner: ownerOf(cause, evidence),
    message: `${info.message(evidence)} Needed because ${row.why}.`,
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
