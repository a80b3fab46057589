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
    const isElsewhere = one.trust !== 'same-domain' && one.trust !== 'workgroup';
    const asked: readonly (readonly [words: RegExp, isAsked: boolean])[] = [
      [/Domain Admins|interactive/i, false],
      [/new-aduser|Create the site system installation account/i, one.installationAccount !== undefined],
      [/proxy account/, one.proxy?.kind === 'account'],
      [/UDP 389/, isElsewhere],
      [/Keep the clocks within five minutes/, isElsewhere],
      [/initiate connections/, one.trust === 'untrusted-forest' || one.trust === 'one-way-trust'],
      [/Join scp1\.dmz\.example to a domain/, one.trust === 'workgroup'],
      [/all other site systems/, one.installationAccount === undefined],
      [/never expires/, one.trust === 'untrusted-forest' && one.installationAccount !== undefined],
      [/selective authentication/, one.trust === 'trusted-forest' || one.trust === 'one-way-trust'],
      [/Remote Registry/, true],
    ];
    const name = `${one.trust}, ${one.installationAccount ?? 'computer account'}, ${one.proxy?.kind ?? 'no proxy'}`;
    t.strictSame(
      asked.map(([words]) => [words, words.test(text)]),
      asked,
      name,
    );
    t.strictSame(
      text.split('\n').filter((line) => line.length > 100 && !line.includes('https://')),
      [],
      `${name}: width`,
    );
  }
  t.end();
});

t.test('each script is PowerShell and holds every command of its steps, and no password', async (t) => {
  for (const one of ALL) {
    const script = renderPlan(one, 'powershell');
    const lines = stepsOf(one).flatMap(({ commands }) => commands?.lines ?? []);
    t.ok(lines.length > 0);
    t.strictSame(
      lines.filter((line) => !script.includes(`    ${line}\n`)),
      [],
    );
    t.notOk(/ConvertTo-SecureString|AsPlainText/.test(script), 'no password');
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
