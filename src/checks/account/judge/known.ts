import type { Answer } from '../../../model/answer.ts';
import type { Scope } from '../../../model/scope.ts';
import type {
  AccountFacts,
  AccountName,
  AccountTask,
  ControllerFacts,
  DirectoryFacts,
  LocalAdministratorsFacts,
  LogonFacts,
  LogonRightsFacts,
} from '../facts.ts';
import { accountsOf } from '../plan.ts';

/** Everything that the run learnt about one account. Absent: not asked, or the run ended first. */
export interface Known {
  readonly account: AccountName;
  readonly directory?: DirectoryFacts;
  readonly controllers: readonly ControllerFacts[];
  readonly rights?: LogonRightsFacts;
  readonly logon?: LogonFacts;
}

type AccountAnswer = Answer<AccountTask, AccountFacts>;

export function knownAccounts(answers: readonly AccountAnswer[], { servers }: Scope): readonly Known[] {
  return accountsOf(servers).map((account) => {
    const own = answers.flatMap(({ task, facts }) => (isAbout(task, account) && facts !== undefined ? [facts] : []));
    const of = <Q extends AccountFacts['question']>(question: Q) =>
      own.find((facts): facts is Extract<AccountFacts, { readonly question: Q }> => facts.question === question);
    const [directory, rights, logon] = [of('directory'), of('logon-rights'), of('logon')];
    return {
      account,
      controllers: own.filter((facts): facts is ControllerFacts => facts.question === 'controller'),
      ...(directory === undefined ? {} : { directory }),
      ...(rights === undefined ? {} : { rights }),
      ...(logon === undefined ? {} : { logon }),
    };
  });
}

function isAbout(task: AccountTask, { use, given }: AccountName): boolean {
  return task.question !== 'local-administrators' && task.account.use === use && task.account.given === given;
}

/** The members of the server's group Administrators, when they were asked for. */
export function administratorsIn(answers: readonly AccountAnswer[]): LocalAdministratorsFacts | undefined {
  return answers.map(({ facts }) => facts).find((facts): facts is LocalAdministratorsFacts => facts?.question === 'local-administrators');
}
