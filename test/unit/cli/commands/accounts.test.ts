import t from 'tap';
import { command } from '../../../support/run-command.ts';

const SAME = ['accounts', 'plan', '--site-server', 'cm01.corp.example', '--scp', 'scp1.corp.example'];
const OTHER = ['accounts', 'plan', '--site-server', 'cm01.corp.example', '--scp', 'scp1.dmz.example'];

t.test('a plan of the command line', async (t) => {
  const { code, stdout } = await command([...SAME, '--installation-account', 'corp.example\\svc', '--proxy-log-on', 'computer']);
  t.equal(code, 0);
  t.match(stdout, /Create the site system installation account corp\.example\\svc/);
  t.match(stdout, /SCP1\$/);
  const script = await command([...SAME, '--format', 'powershell']);
  t.match(script.stdout, /Add-LocalGroupMember -SID 'S-1-5-32-544' -Member 'corp\.example\\CM01\$'/);
});

t.test('what is missing, wrong or impossible ends with 2 and says which option', async (t) => {
  const rows: readonly (readonly [readonly string[], RegExp])[] = [
    [['accounts'], /accounts takes: plan/],
    [['accounts', 'plan'], /--site-server/],
    [['accounts', 'plan', '--site-server', 'cm01', '--scp', 'scp1.corp.example'], /--site-server.*full DNS name/],
    [[...SAME, 'more'], /unexpected argument "more"/],
    [[...SAME, '--format', 'pdf'], /--format/],
    [[...SAME, '--installation-account', 'CORP/svc'], /--installation-account/],
    [[...SAME, '--installation-account', 'a\nb'], /--installation-account/],
    [[...SAME, '--proxy-log-on', 'account'], /--proxy-account/],
    [[...SAME, '--proxy-log-on', 'none', '--proxy-account', 'x'], /--proxy-account/],
    [OTHER, /--trust.*same-forest, trusted-forest, one-way-trust, untrusted-forest, workgroup/s],
    [[...OTHER, '--trust', 'same-domain'], /two domains/],
    [[...OTHER, '--trust', 'untrusted-forest'], /--installation-account.*dmz\.example\\svc-install/s],
    [[...OTHER, '--trust', 'untrusted-forest', '--installation-account', 'corp.example\\svc'], /without a trust/],
  ];
  for (const [args, expected] of rows) {
    const { code, stdout, stderr } = await command([...args]);
    t.equal(code, 2, args.join(' '));
    t.equal(stdout, '');
    t.match(stderr, expected, args.join(' '));
  }
});
