import type { Answer } from '../../../model/answer.ts';
import { refusalKindIn } from '../../../model/network/logon-refusal.ts';
import type { Scope } from '../../../model/scope.ts';
import type {
  AccountFacts,
  AccountTask,
  AskedAccount,
  ControllerFacts,
  DirectoryFacts,
  ForeignMembersFacts,
  LocalAdministratorsFacts,
  LogonFacts,
  LogonRightsFacts,
  ServersDomainFacts,
} from '../facts.ts';
import { accountsOf } from '../plan.ts';

/** Everything that the run learnt about one account. Absent: not asked, or the run ended first. */
export interface Known {
  readonly account: AskedAccount;
  readonly directory?: DirectoryFacts;
  readonly controllers: readonly ControllerFacts[];
  readonly rights?: LogonRightsFacts;
  /** Of an account of another domain: what the server's domain makes of it. */
  readonly serversDomain?: ServersDomainFacts;
  /** Such an account: without the answer of the server's domain its groups are not all known. */
  readonly isStranger: boolean;
  readonly logon?: LogonFacts;
  /** It is of the domain that the server is in. */
  readonly isOfServersDomain: boolean;
  /** Members of the server's group Administrators, and of the groups among them; the same for every account. */
  readonly administrators?: LocalAdministratorsFacts;
  readonly foreign?: ForeignMembersFacts;
}

type AccountAnswer = Answer<AccountTask, AccountFacts>;

/** What the answers of a run say about each account of the scope, in the order of the scope. */
export function knownAccounts(all: readonly AccountAnswer[], { servers }: Scope): readonly Known[] {
  const answers = all.map((answer) => ({ ...answer, ...saidOfAsker(answer, all) }));
  const administrators = administratorsIn(all);
  const foreign = answers.map(({ facts }) => facts).find((facts): facts is ForeignMembersFacts => facts?.question === 'foreign-members');
  return accountsOf(servers).map((account) => {
    const own = answers.flatMap(({ task, facts }) => (isAbout(task, account) && facts !== undefined ? [facts] : []));
    const of = <Q extends AccountFacts['question']>(question: Q) =>
      own.find((facts): facts is Extract<AccountFacts, { readonly question: Q }> => facts.question === question);
    const [directory, rights, logon, serversDomain] = [of('directory'), of('logon-rights'), of('logon'), of('servers-domain')];
    const isOfServersDomain = directory?.domain !== undefined && directory.domain.toLowerCase() === servers.domain?.toLowerCase();
    return {
      account,
      isOfServersDomain,
      isStranger: directory?.domain !== undefined && account.localTo === undefined && servers.domain !== undefined && !isOfServersDomain,
      controllers: own.filter((facts): facts is ControllerFacts => facts.question === 'controller'),
      ...(directory === undefined ? {} : { directory }),
      ...(rights === undefined ? {} : { rights }),
      ...(serversDomain === undefined ? {} : { serversDomain }),
      ...(logon === undefined ? {} : { logon }),
      ...(administrators === undefined ? {} : { administrators }),
      ...(foreign === undefined ? {} : { foreign }),
    };
  });
}

/** Refused in one place and accepted in another of the same run: there nobody knows the account that asks, and its password is right. */
function saidOfAsker({ facts }: AccountAnswer, all: readonly AccountAnswer[]): Pick<AccountAnswer, 'facts'> | undefined {
  if (facts?.failure === undefined || facts.question === 'logon' || facts.sourceKind !== 'ldap') return undefined;
  const kind = refusalKindIn(facts.failure.code, facts.failure.message);
  const isRefused = kind === 'wrong' || kind === 'no-account' || (kind === undefined && facts.failure.code === 'LDAP_49');
  const isAccepted = all.some(
    ({ facts: other }) => other?.sourceKind === 'ldap' && other.failure === undefined && other.source !== facts.source,
  );
  if (!isRefused || !isAccepted) return undefined;
  const message = `other directories of this run took the account that asks, ${facts.source} did not: ${facts.failure.message}`;
  return { facts: { ...facts, failure: { code: 'ASKER_UNKNOWN', message } } };
}

function isAbout(task: AccountTask, { use, given }: AskedAccount): boolean {
  return 'account' in task && task.account.use === use && task.account.given === given;
}

/** The members of the server's group Administrators, when they were asked for. */
export function administratorsIn(answers: readonly AccountAnswer[]): LocalAdministratorsFacts | undefined {
  return answers.map(({ facts }) => facts).find((facts): facts is LocalAdministratorsFacts => facts?.question === 'local-administrators');
}
