import t from 'tap';
import { type AccountLikeness, compareAccounts } from '../../../../../src/checks/placement/judge/same-account.ts';

t.test('names of one account, of two, and those that do not tell', (t) => {
  const rows: readonly (readonly [string, string, AccountLikeness])[] = [
    ['CORP\\svc', 'corp\\SVC', 'same'],
    ['CORP\\svc', 'corp.test\\svc', 'same'],
    ['CORP\\svc', 'svc@corp.test', 'same'],
    ['corp.test\\svc', 'svc@corp.test', 'same'],
    ['corp.test\\svc', 'svc', 'same'],
    ['CORP\\svc', 'svc', 'same'],
    ['LONGNAMEOFADOMA\\svc', 'longnameofadomain.test\\svc', 'same'],
    ['PARTNER\\svc', 'CORP\\svc', 'other'],
    ['PARTNER\\svc', 'corp.test\\svc', 'other'],
    ['partner.test\\svc', 'corp.test\\svc', 'other'],
    ['child.corp.test\\svc', 'corp.test\\svc', 'other'],
    ['PARTNER\\svc', 'svc', 'other'],
    ['partner.test\\svc', 'svc', 'other'],
    ['CORP\\svc-a', 'CORP\\svc-b', 'other'],
    ['svc@partner.test', 'CORP\\svc', 'unknown'],
    ['svc@partner.test', 'corp.test\\svc', 'unknown'],
    ['svc@mail.test', 'svc@corp.test', 'unknown'],
    ['services@mail.test', 'CORP\\svc', 'unknown'],
  ];
  for (const [one, other, expected] of rows) {
    t.equal(compareAccounts(one, other, 'corp.test'), expected, `${one} ${other}`);
    t.equal(compareAccounts(other, one, 'corp.test'), expected, `${other} ${one}`);
  }
  t.equal(compareAccounts('svc', 'CORP\\svc', undefined), 'same', 'nobody knows the domain of the run');
  t.end();
});
