import { findingFrom } from '../../../causes/finding.ts';
import type { Answer } from '../../../model/answer.ts';
import type { Finding } from '../../../model/finding.ts';
import type { Scope } from '../../../model/scope.ts';
import type { HostFacts, HostQuestion, HostTask } from '../facts.ts';
import { clock } from './clock.ts';
import { roots } from './roots.ts';
import type { HostRuling } from './ruling.ts';
import { dotnet, software } from './software.ts';
import { operatingSystem, toolHost } from './system.ts';
import { tls } from './tls.ts';
import { toolFindings } from './tool.ts';

const TITLES: Readonly<Record<HostQuestion, string>> = {
  'operating-system': 'operating system, edition, domain membership, restart, disk',
  dotnet: '.NET Framework',
  software: 'Visual C++ redistributable, ODBC driver, Native Client',
  tls: 'TLS 1.2 for .NET and SCHANNEL, cipher suites',
  roots: 'root certificates',
  clock: 'clock against the domain',
};

/** One finding a question, further ones for what is not as documented. */
export function judge(answers: readonly Answer<HostTask, HostFacts>[], scope: Scope): readonly Finding[] {
  const own = answers.flatMap(({ task, facts }) => {
    if (facts === undefined) return [lookupFailed(task.key, { code: 'NOT_RUN', message: 'the run ended first' })];
    if ('failure' in facts) return [facts.failure.code === NOT_WINDOWS ? skipped(task.key) : lookupFailed(task.key, facts.failure)];
    const rulings = rulingsOf(facts, scope);
    return rulings.length > 0
      ? rulings.map((ruling) => finding(task.key, ruling))
      : [finding(task.key, { status: 'pass', message: `${TITLES[task.key]}: as documented.` })];
  });
  return [...own, ...toolFindings(scope)];
}

/** The code of a host that cannot be asked because it is no Windows. */
export const NOT_WINDOWS = 'NOT_WINDOWS';

function rulingsOf(
  facts: Exclude<HostFacts, { readonly failure: unknown }>,
  { servers, siteVersion, startedAt }: Scope,
): readonly HostRuling[] {
  const isToolHost = servers.standpoint === 'tool-host';
  switch (facts.question) {
    case 'operating-system':
      return isToolHost ? toolHost(facts.answer) : operatingSystem(facts.answer, startedAt);
    case 'dotnet':
      return dotnet(facts.answer, isToolHost);
    case 'software':
      return software(facts.answer, isToolHost, siteVersion);
    case 'tls':
      return tls(facts.answer);
    case 'roots':
      return roots(facts.answer, startedAt);
    case 'clock':
      return clock(facts.answer);
  }
}

function lookupFailed(question: HostQuestion, failure: { readonly code: string; readonly message: string }): Finding {
  return finding(question, {
    status: 'inconclusive',
    cause: 'host.lookup-failed',
    evidence: { question: TITLES[question], code: failure.code, rawMessage: failure.message },
  });
}

function skipped(question: HostQuestion): Finding {
  return finding(question, {
    status: 'skip',
    skipReason: 'not-supported-here',
    message: `${TITLES[question]}: this is looked at on Windows only; run the check on the server itself.`,
  });
}

function finding(question: HostQuestion, { id = question, ...ruling }: HostRuling): Finding {
  const owner = ruling.cause === undefined ? { owner: 'host' as const } : {};
  return findingFrom({ id: `host:${id}`, kind: 'host', title: TITLES[question], target: { question } }, { ...owner, ...ruling });
}
