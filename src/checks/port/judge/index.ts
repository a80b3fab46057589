import { findingFrom } from '../../../causes/finding.ts';
import type { Answer } from '../../../model/answer.ts';
import type { Finding } from '../../../model/finding.ts';
import type { Scope } from '../../../model/scope.ts';
import type { ServerScope, Standpoint } from '../../../model/servers.ts';
import { isTrouble } from '../../../model/urgency.ts';
import type { PortFacts } from '../facts.ts';
import { isNotNeeded, type PortRow, type PortTask, rowsOf, sourceOf } from '../plan.ts';
import { datagramFindings } from './datagram.ts';
import { findingsOf, notNeeded, skipped } from './row.ts';
import { sqlServerFinding } from './sql-server.ts';

/** One finding a row and port; rows that start elsewhere are skipped with the word how to see them. */
export function judge(answers: readonly Answer<PortTask, PortFacts>[], scope: Scope): readonly Finding[] {
  const { servers } = scope;
  const rows = rowsOf(servers);
  const spare = rows.filter((row) => isNotNeeded(row, servers));
  const elsewhere = rows.filter((row) => row.from !== servers.standpoint && !spare.includes(row));
  const walked = answers.flatMap((answer) => walkedIn(answer, scope));
  const reached = hostsReached(walked);
  return [
    ...answers.flatMap(({ task, facts }) =>
      task.question === 'domain-controllers' ? unfound(task.domain, facts, servers.standpoint) : [],
    ),
    ...walked.flatMap(({ isFound, findings }) => (isFound && reached.size > 0 ? findings.map(spared) : findings)),
    ...elsewhere.map((row) => skipped({ ...row, source: nameOf(row, servers) })),
    ...spare.map((row) => notNeeded({ ...row, source: nameOf(row, servers) })),
    ...(answers.length + rows.length === 0 ? [unnamed()] : []),
  ];
}

/** What one answer comes to. Who the controllers are is no row. */
function walkedIn({ task, facts }: Answer<PortTask, PortFacts>, scope: Scope): readonly Walked[] {
  if (task.question === 'domain-controllers') return [];
  const source = nameOf(task, scope.servers);
  if (task.question === 'connection') {
    const own = facts?.question === 'connection' ? facts : undefined;
    const findings = [...findingsOf({ ...task, source }, own), ...sqlServerFinding(task, own?.sqlVersion, scope)];
    return [{ host: task.target.host, isFound: task.isFound === true, findings }];
  }
  const findings = datagramFindings({ ...task, source }, facts?.question === 'datagram' ? facts : undefined);
  return [{ host: task.host, isFound: task.isFound === true, findings }];
}

const STANDPOINTS: Readonly<Record<Standpoint, string>> = {
  scp: 'the server of the role',
  'site-server': 'the site server',
  'tool-host': 'the computer of the service connection tool',
};

function nameOf({ from }: Pick<PortRow, 'from'>, servers: ServerScope): string {
  return sourceOf(from, servers) ?? STANDPOINTS[from];
}

/** Nobody was named to whom a port could be tried. */
function unnamed(): Finding {
  const message = 'No other server is named: give --site-server, --scp, --sql-server or --sms-provider.';
  return findingFrom(
    { id: 'port:rows', kind: 'port', title: 'ports between the servers of the site', target: {} },
    { status: 'skip', skipReason: 'not-selected', message },
  );
}

interface Walked {
  readonly host: string;
  /** DNS named it. */
  readonly isFound: boolean;
  readonly findings: readonly Finding[];
}

/** Controllers that DNS named and whose rows all pass. */
function hostsReached(walked: readonly Walked[]): ReadonlySet<string> {
  const found = walked.filter(({ isFound }) => isFound);
  const shut = new Set(found.filter(({ findings }) => findings.some(({ status }) => isTrouble(status))).map(({ host }) => host));
  return new Set(found.map(({ host }) => host).filter((host) => !shut.has(host)));
}

/** Of the controllers of a domain a computer uses one that answers; that others do not is worth knowing. */
function spared(finding: Finding): Finding {
  return finding.status === 'fail'
    ? { ...finding, status: 'warn', message: `${finding.message} Another controller of the domain is reached on every port.` }
    : finding;
}

/** Nothing was found: told as unknown, because the name of the domain may be a guess from a server's name. */
function unfound(domain: string, facts: PortFacts | undefined, from: Standpoint): readonly Finding[] {
  const { failure, controllers } = facts?.question === 'domain-controllers' ? facts : { failure: NOT_RUN, controllers: [] };
  if (failure === undefined && controllers.length > 0) return [];
  const { code, message } = failure ?? { code: 'NO_ENTRY', message: 'DNS names none' };
  const asked = `_ldap._tcp.dc._msdcs.${domain}`;
  const subject = {
    id: `port:${from}->domain-controllers@${domain}`,
    kind: 'port',
    title: `${from} to the domain controllers of ${domain}`,
    target: { from, domain },
  } as const;
  return [
    findingFrom(subject, {
      status: 'inconclusive',
      layer: 'dns',
      // What follows the first label of the site server need not be the name of a domain.
      required: from !== 'scp',
      message: `The domain controllers of ${domain} could not be found (${asked}: ${code}, ${message}), so no port to them was tried.`,
      remedy: `Name the domain with --domain or its controllers with --dc; ${from === 'scp' ? 'the server of the role' : 'a site server'} has to find these records.`,
      evidence: { host: asked, code, rawMessage: message },
    }),
  ];
}

const NOT_RUN = { code: 'NOT_RUN', message: 'the run ended first' };
