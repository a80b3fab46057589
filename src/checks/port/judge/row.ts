import { DNS_CODES, TCP_CODES } from '../../../causes/codes.ts';
import { type Cause, causeInfo, layerOf, ownerOf } from '../../../causes/index.ts';
import { unknownMessage, unknownRemedy } from '../../../causes/unknown.ts';
import { bareFinding } from '../../../model/bare-finding.ts';
import type { EndpointEvidence } from '../../../model/evidence.ts';
import type { Finding } from '../../../model/finding.ts';
import { isLimit } from '../../../model/network/local-faults.ts';
import type { Step } from '../../../model/network/observation.ts';
import { authority, type HostPort } from '../../../model/network/route.ts';
import { DYNAMIC_RANGE_START } from '../dynamic-port.ts';
import type { ConnectionFacts } from '../facts.ts';
import { keyOf, type PortRow } from '../plan.ts';

/** A row with the name of the machine that connects. */
export type NamedRow = PortRow & { readonly source: string };

/** One finding, and behind the endpoint mapper one of the port that it named. */
export function findingsOf(task: NamedRow, facts: ConnectionFacts | undefined): readonly Finding[] {
  const first = findingOn(task, task.target, keyOf({ from: task.from, target: task.target }), facts?.steps ?? []);
  if (task.dynamic !== true || facts === undefined || first.status !== 'pass') return [first];
  const { host } = task.target;
  const id = `${task.from}->${host}:dynamic`;
  const { dynamicPort, dynamicSteps, mapperFailure } = facts;
  if (dynamicPort !== undefined)
    return [
      first,
      findingOn(
        task,
        { host, port: dynamicPort },
        id,
        [...facts.steps.filter(({ layer }) => layer === 'dns'), ...(dynamicSteps ?? [])],
        rangeOf(dynamicPort),
      ),
    ];
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

/** What has to be open: the range that Windows gives ports out of, or the port itself where the server's range is another one. */
function rangeOf(port: number): string | undefined {
  return port >= DYNAMIC_RANGE_START ? `${DYNAMIC_RANGE_START}-65535` : undefined;
}

function findingOn(row: NamedRow, target: HostPort, id: string, steps: readonly Step[], portRange?: string): Finding {
  const last = steps.at(-1);
  const range = portRange === undefined ? {} : { portRange };
  const evidence: EndpointEvidence = { ...target, ...range, from: row.source, scheme: 'tcp', why: row.why, ...factsOf(steps) };
  const finding = { ...base(row, target, id, range), evidence, timings: { totalMs: (last?.startMs ?? 0) + (last?.durationMs ?? 0) } };
  if (last !== undefined && last.failure === undefined)
    return { ...finding, status: 'pass', message: `${authority(target)} accepts connections from ${row.source}: ${row.why}.` };
  const code = last?.failure?.code ?? 'NOT_RUN';
  const cause = causeOf(last, code);
  if (cause === undefined) {
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
  if (cause === 'tcp.local-limit') {
    const words = { message: info.message(evidence), remedy: info.remedy(evidence) };
    return { ...finding, status: 'inconclusive', cause, layer: layerOf(cause), owner: ownerOf(cause, evidence), ...words };
  }
  const refused = cause === 'tcp.refused';
  return {
    ...finding,
    status: refused && row.isOptional === true ? 'warn' : 'fail',
    cause,
    layer: layerOf(cause),
    owner: ownerOf(cause, evidence),
    // A device on the way and a server on which nothing listens refuse alike.
    confidence: refused ? 'likely' : 'certain',
    message: `${info.message(evidence)} Needed because ${row.why}.`,
    remedy: `${info.remedy(evidence)}${refused && portRange === undefined ? ` If the way is open, start what has to listen there: ${row.listener}.` : ''}`,
  };
}

function causeOf(step: Step | undefined, code: string): Cause | undefined {
  if (step?.layer === 'tcp' && isLimit(code)) return 'tcp.local-limit';
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

function base({ from, source, why }: NamedRow, target: HostPort, id: string, range: { readonly portRange?: string } = {}): Finding {
  return bareFinding({
    id: `port:${id}`,
    kind: 'port',
    title: `${from} to ${range.portRange === undefined ? authority(target) : `${target.host}:${range.portRange}`}`,
    status: 'pass',
    target: { from, source, ...target, ...range, why },
    reproduce: `Test-NetConnection ${target.host} -Port ${target.port}`,
  });
}

/** Not to be seen from here. */
export function skipped(row: NamedRow): Finding {
  const message = `This is seen from the ${row.from} only: run the check there with --as ${row.from}.`;
  return { ...base(row, row.target, keyOf(row)), status: 'skip', skipReason: 'not-applicable', message, reproduce: null, attempts: 0 };
}
