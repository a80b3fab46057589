import type { Answer } from '../../../../model/answer.ts';
import type { Finding } from '../../../../model/finding.ts';
import type { ServerScope } from '../../../../model/servers.ts';
import type { AccountFacts, AccountTask } from '../../facts.ts';
import { serverClockFindings } from './clocks.ts';
import { interfaceFindings } from './interfaces.ts';
import { nameFindings } from './names.ts';
import { orphanFindings } from './orphans.ts';

/** What was asked about the servers themselves: their names, what the installation uses on the one of the role, their clocks, and members of Administrators that no longer exist. */
export function serverFindings(answers: readonly Answer<AccountTask, AccountFacts>[], { scp }: ServerScope): readonly Finding[] {
  const isAskedOtherwise = answers.some(({ facts }) => facts?.question === 'local-administrators' && facts.failure === undefined);
  const isNamed = answers.some(({ task }) => task.question === 'server-name');
  return [
    // Whether the target is an address is known without a question.
    ...(isNamed || scp === undefined || answers.length === 0 ? [] : nameFindings(scp, undefined, true)),
    ...answers.flatMap(({ task, facts }) => {
      if (task.question === 'server-name')
        return nameFindings(task.target, facts?.question === 'server-name' ? facts : undefined, task.target === scp);
      if (task.question === 'interface')
        return interfaceFindings(task.interface, task.target, facts?.question === 'interface' ? facts : undefined, isAskedOtherwise);
      return [];
    }),
    ...serverClockFindings(answers),
    ...orphanFindings(answers, scp),
  ];
}
