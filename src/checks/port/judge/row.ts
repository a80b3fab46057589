import { DNS_CODES, TCP_CODES } from '../../../causes/codes.ts';
import { findingFrom, wordsFor } from '../../../causes/finding.ts';
import { type Cause, layerOf } from '../../../causes/index.ts';
import type { EndpointEvidence } from '../../../model/evidence.ts';
import type { Finding } from '../../../model/finding.ts';
import { isLimit } from '../../../model/network/local-faults.ts';
import type { Step } from '../../../model/network/observation.ts';
import { authority, type HostPort } from '../../../model/network/route.ts';
import type { Ruling, Subject } from '../../../model/ruling.ts';
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
  return [first, findingFrom(subjectOf(task, { host, port: 135 }, id), { status: 'inconclusive', layer: 'tcp', evidence })];
}

/** What has to be open: the range that Windows gives ports out of, or the port itself where the server's range is another one. */
function rangeOf(port: number): string | undefined {
  return port >= DYNAMIC_RANGE_START ? `${DYNAMIC_RANGE_START}-65535` : undefined;
}

function findingOn(row: NamedRow, target: HostPort, id: string, steps: readonly Step[], portRange?: string): Finding {
  const last = steps.at(-1);
  const range = portRange === undefined ? {} : { portRange };
  const evidence: EndpointEvidence = { ...target, ...range, from: row.source, scheme: 'tcp', why: row.why, ...factsOf(steps) };
  const timings = { totalMs: (last?.startMs ?? 0) + (last?.durationMs ?? 0) };
  return findingFrom({ ...subjectOf(row, target, id, range), timings }, rulingOn(row, target, evidence, last));
}

function rulingOn(row: NamedRow, target: HostPort, evidence: EndpointEvidence, last: Step | undefined): Ruling<EndpointEvidence> {
  if (last !== undefined && last.failure === undefined)
    return { status: 'pass', evidence, message: `${authority(target)} accepts connections from ${row.source}: ${row.why}.` };
  const code = last?.failure?.code ?? 'NOT_RUN';
  const cause = causeOf(last, code);
  if (cause === undefined) {
    const layer = last?.layer ?? 'tcp';
    return { status: 'inconclusive', layer, evidence, ...wordsFor(null, layer, { ...evidence, code }) };
  }
  if (cause === 'tcp.local-limit') return { status: 'inconclusive', cause, evidence };
  if (layerOf(cause) === 'dns') return { status: 'fail', cause, owner: 'dns', evidence, ...nameWords(cause, row, evidence) };
  const isRefused = cause === 'tcp.refused';
  const { message, remedy } = wordsFor(cause, layerOf(cause), evidence);
  const isOneService = isRefused && evidence.portRange === undefined;
  return {
    status: isRefused && row.isOptional === true ? 'warn' : 'fail',
    cause,
    // A device on the way and a server on which nothing listens refuse alike.
    confidence: isRefused ? 'likely' : 'certain',
    evidence,
    message: `${message} Needed because ${row.why}.`,
    remedy: `${remedy}${isOneService ? ` If the way is open, start what has to listen there: ${row.listener}.` : ''}`,
  };
}

/** A server of one's own: no public name that somebody hides, but a record that is missing, or a name that is misspelt here. */
function nameWords(cause: Cause, { target: { host }, why }: NamedRow, evidence: EndpointEvidence): Pick<Finding, 'message' | 'remedy'> {
  const { resolver } = evidence;
  const asked = resolver === undefined || resolver === '' || resolver === 'system' ? 'the resolver of this machine' : resolver;
  const isMissing = cause === 'dns.nxdomain' || cause === 'dns.nodata';
  if (!isMissing)
    return {
      message: `${wordsFor(cause, 'dns', evidence).message} Needed because ${why}.`,
      remedy: `find out why ${asked} does not resolve ${host}.`,
    };
  const suffix = host.includes('.') ? '' : ', or give its full name';
  return {
    message: `${host} has no DNS record (asked ${asked}, ${String(evidence.code ?? 'no address')}). Needed because ${why}.`,
    remedy: `check the spelling of ${host} first${suffix}. If it is right, add its A record to the internal zone, or let ${asked} forward queries for that zone to the internal DNS servers (conditional forwarder).`,
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

function subjectOf({ from, source, why }: NamedRow, target: HostPort, id: string, range: { readonly portRange?: string } = {}): Subject {
  return {
    id: `port:${id}`,
    kind: 'port',
    title: `${from} to ${range.portRange === undefined ? authority(target) : `${target.host}:${range.portRange}`}`,
    target: { from, source, ...target, ...range, why },
    reproduce: `Test-NetConnection ${target.host} -Port ${target.port}`,
  };
}

/** Not to be seen from here. */
export function skipped(row: NamedRow): Finding {
  const message = `This is seen from the ${row.from} only: run the check there with --as ${row.from}.`;
  const subject = { ...subjectOf(row, row.target, keyOf(row)), reproduce: null };
  return findingFrom(subject, { status: 'skip', skipReason: 'not-applicable', message });
}

/** Set so in the console: the role's server opens nothing to the site server. */
export function notNeeded(row: NamedRow): Finding {
  const message = `Not needed: the site server initiates all connections to this site system (--site-initiates).`;
  const subject = { ...subjectOf(row, row.target, keyOf(row)), reproduce: null };
  return findingFrom(subject, { status: 'skip', skipReason: 'not-applicable', message });
}
