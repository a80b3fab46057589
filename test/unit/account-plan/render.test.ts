import t from 'tap';
import { type Constellation, TRUSTS, userOf } from '../../../src/account-plan/constellation.ts';
import { renderPlan } from '../../../src/account-plan/render.ts';
import { quoted } from '../../../src/account-plan/step.ts';
import { stepsOf } from '../../../src/account-plan/steps.ts';
import { strangeTo } from '../../support/grammar.ts';

const ACCOUNTS: readonly (string | undefined)[] = [undefined, 'CORP\\svc', 'corp.example\\svc', 'svc@corp.example', "o'neill"];
const PROXIES: readonly Constellation['proxy'][] = [undefined, { kind: 'computer' }, { kind: 'account', account: 'CORP\\px' }];
const ALL: readonly Constellation[] = TRUSTS.flatMap((trust) =>
  ACCOUNTS.flatMap((installationAccount) =>
    PROXIES.map((proxy) => ({
      siteServers: ['cm01.corp.example'],
      siteSystem: trust === 'same-domain' ? 'scp1.corp.example' : 'scp1.dmz.example',
      trust,
      ...(installationAccount === undefined ? {} : { installationAccount }),
      ...(proxy === undefined ? {} : { proxy }),
    })),
  ),
);

t.test('no constellation asks for what is not needed', (t) => {
  for (const one of ALL) {
    const text = renderPlan(one, 'text');
    t.notMatch(text, /Domain Admins|interactive/i);
    t.equal(/new-aduser|Create the site system installation account/i.test(text), one.installationAccount !== undefined);
    t.equal(/proxy account/.test(text), one.proxy?.kind === 'account');
    const isElsewhere = one.trust !== 'same-domain' && one.trust !== 'workgroup';
    t.equal(/UDP 389/.test(text), isElsewhere);
    t.equal(/Keep the clocks within five minutes/.test(text), isElsewhere);
    t.equal(/initiate connections/.test(text), one.trust === 'untrusted-forest' || one.trust === 'one-way-trust');
    t.equal(/Join scp1\.dmz\.example to a domain/.test(text), one.trust === 'workgroup');
    t.equal(/all other site systems/.test(text), one.installationAccount === undefined);
    t.equal(/never expires/.test(text), one.trust === 'untrusted-forest' && one.installationAccount !== undefined);
    t.equal(/selective authentication/.test(text), one.trust === 'trusted-forest' || one.trust === 'one-way-trust');
    t.match(text, /Remote Registry/);
    t.ok(text.split('\n').every((line) => line.length <= 100 || line.includes('https://')));
  }
  t.end();
});

t.test('each script is PowerShell and holds every command of its steps, and no password', async (t) => {
  for (const one of ALL) {
    const script = renderPlan(one, 'powershell');
    for (const { commands } of stepsOf(one)) for (const line of commands?.lines ?? []) t.ok(script.includes(`    ${line}\n`));
    t.notMatch(script, /ConvertTo-SecureString|AsPlainText/);
  }
  const strange = { ...(ALL[0] as Constellation), installationAccount: "x'; Remove-Item C:\\\u2019 #" };
  t.same(await strangeTo('powershell', renderPlan(strange, 'powershell')), []);
  t.equal(quoted("a'b\u2019c"), "'a''b\u2019\u2019c'");
});

t.test('forms of an account', (t) => {
  t.same(userOf('corp.example\\svc', 'x'), { domain: 'corp.example', user: 'svc' });
  t.same(userOf('svc@corp.example', 'x'), { domain: 'corp.example', user: 'svc' });
  t.same(userOf('svc', 'home.example'), { domain: 'home.example', user: 'svc' });
  t.end();
});
