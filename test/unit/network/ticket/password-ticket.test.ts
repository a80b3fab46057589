import t from 'tap';
import type { ToolOutcome } from '../../../../src/network/program/run-tool.ts';
import { kinitFailure, settingsFor } from '../../../../src/network/ticket/password-ticket.ts';

const ended = (stderr: string, code = 1): ToolOutcome => ({ code, stdout: 'Password for svc@CORP.TEST: \n', stderr });

t.test('what kinit says is a code of the table of refusals', (t) => {
  const rows: readonly (readonly [string, string])[] = [
    ['kinit: Preauthentication failed while getting initial credentials', 'NT_STATUS_WRONG_PASSWORD'],
    ['kinit: Password incorrect while getting initial credentials', 'NT_STATUS_WRONG_PASSWORD'],
    ["kinit: Client 'x@CORP.TEST' not found in Kerberos database while getting initial credentials", 'KERBEROS_NO_ACCOUNT'],
    ["kinit: Client's credentials have been revoked while getting initial credentials", 'KERBEROS_REVOKED'],
    ['kinit: Clock skew too great while getting initial credentials', 'KERBEROS_CLOCK_SKEW'],
    ["kinit: Cannot contact any KDC for realm 'CORP.TEST' while getting initial credentials", 'NT_STATUS_NO_LOGON_SERVERS'],
    ['kinit: Something else', 'LOGON_UNANSWERED'],
    ['', 'LOGON_UNANSWERED'],
  ];
  for (const [said, code] of rows) t.equal(kinitFailure(ended(said))?.code, code, said);
  t.equal(kinitFailure(ended('', 0)), undefined);
  const failed = (code: string): ToolOutcome => ({ ...ended('', -1), failure: { code, message: code } });
  t.match(kinitFailure(failed('ENOENT')), { code: 'KINIT_MISSING', message: /krb5-user/ });
  t.match(kinitFailure(failed('TIMEOUT')), { code: 'LOGON_UNANSWERED' }, 'it may have counted');
  t.match(kinitFailure(failed('ABORTED')), { code: 'ABORTED' });
  t.end();
});

t.test('one centre, once, and no line of anybody else in the settings', (t) => {
  const settings = settingsFor({ realm: 'CORP.TEST', centre: 'dc1.corp.test' });
  t.match(settings, /default_realm = CORP\.TEST\n/);
  t.match(settings, /\n {4}kdc = dc1\.corp\.test\n {4}primary_kdc = dc1\.corp\.test\n/);
  t.match(settings, /\n {2}\}\*\n$/, 'final: later files add no centre');
  const planted = settingsFor({ realm: 'CORP.TEST', centre: 'dc1\n  }\n[plugins]\n x = /tmp/x.so' });
  t.equal(planted.split('\n').length, settings.split('\n').length);
  t.notMatch(planted, /\[plugins\]|\/tmp/);
  t.end();
});
