import type { Answer } from '../../../../model/answer.ts';
import type { Finding } from '../../../../model/finding.ts';
import { type AccountFacts, type AccountTask, domainSidOf, type LocalAdministratorsFacts } from '../../facts.ts';
import { accountFinding } from '../finding.ts';
import { administratorsIn } from '../known.ts';

/** A warning about the members of Administrators that no longer exist; none where nothing is known about them. */
export function orphanFindings(answers: readonly Answer<AccountTask, AccountFacts>[], scp: string | undefined): readonly Finding[] {
  const administrators = administratorsIn(answers);
  const orphanedSids = administrators === undefined ? [] : orphansOf(administrators);
  if (orphanedSids.length === 0 || scp === undefined) return [];
  return [
    accountFinding(`orphaned-members@${scp}`, 'members of Administrators that no longer exist', {
      status: 'warn',
      cause: 'account.orphaned-member',
      required: false,
      evidence: { target: scp, orphanedSids },
    }),
  ];
}

/** Members that belong to nobody any more. Told only where the server could name another one of the same domain: else it could not ask that domain. */
function orphansOf({ members, failure }: LocalAdministratorsFacts): readonly string[] {
  if (failure !== undefined) return [];
  const asked = new Set(members.filter(({ name }) => name !== undefined).map(({ sid }) => domainSidOf(sid)));
  return members
    .filter(({ sid, name }) => name === undefined && domainSidOf(sid) !== undefined && asked.has(domainSidOf(sid)))
    .map(({ sid }) => sid);
}
