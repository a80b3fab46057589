import fc from 'fast-check';
import t from 'tap';
import { refusalIn } from '../../../src/causes/logon-refusals.ts';
import { sambaFailure } from '../../../src/checks/account/sources/samba/failure.ts';
import { controllersGivenFor, isWithin } from '../../../src/model/network/controller.ts';
import { passwordVerdict } from '../../../src/model/network/logon-refusal.ts';
import { bindNameOf } from '../../../src/network/ldap/bind-name.ts';

t.test('which names lie within a domain', (t) => {
  const rows: readonly (readonly [string, string, boolean])[] = [
    ['dc1.corp.test', 'corp.test', true],
    ['DC1.Corp.Test.', 'corp.test', true],
    ['corp.test', 'corp.test', true],
    ['dc1.child.corp.test', 'corp.test', true],
    ['dc.attacker.test', 'corp.test', false],
    ['corp.test.attacker.test', 'corp.test', false],
    ['evilcorp.test', 'corp.test', false],
    ['dc1.corp.test', '', false],
    ['10.0.0.1', 'corp.test', false],
  ];
  for (const [name, domain, expected] of rows) t.equal(isWithin(name, domain), expected, `${name} in ${domain}`);
  fc.assert(fc.property(fc.domain(), fc.domain(), (name, domain) => !isWithin(name, domain) || name.endsWith(domain)));
  t.end();
});

t.test('each controller that was given belongs to one domain', (t) => {
  const given = ['dc1.corp.test', 'pdc.partner.test', 'cdc.child.corp.test', '10.0.0.5', 'dc.contoso.net'];
  const others = ['partner.test', 'child.corp.test'];
  t.same(controllersGivenFor('corp.test', given, 'corp.test', others), ['dc1.corp.test', '10.0.0.5', 'dc.contoso.net']);
  t.same(controllersGivenFor('PARTNER.test', given, 'corp.test', others), ['pdc.partner.test']);
  t.same(controllersGivenFor('child.corp.test', given, 'corp.test', others), ['cdc.child.corp.test']);
  t.end();
});

t.test('what a refusal says of the password', (t) => {
  const data = (code: string): string => `80090308: LdapErr: DSID-0C0903A9, comment: AcceptSecurityContext error, data ${code}, v1db1`;
  const rows: readonly (readonly [string, string, string])[] = [
    ...['525', '52e', '775'].map((code) => ['LDAP_49', data(code), 'refused'] as const),
    ...['532', '533', '701', '773'].map((code) => ['LDAP_49', data(code), 'unusable'] as const),
    ...['52f', '530', '531', '568', '569', '576', '6fd', '78f', '791', '80090346'].map(
      (code) => ['LDAP_49', data(code), 'not-judged'] as const,
    ),
    ['LDAP_49', 'something else', 'refused'],
    ['LOGON_UNANSWERED', '', 'refused'],
    ['NTLM_REFUSED', '', 'not-judged'],
    ['TICKET_REFUSED', '', 'not-judged'],
    ['NT_STATUS_LOGON_FAILURE', '', 'refused'],
    ['NT_STATUS_ACCOUNT_LOCKED_OUT', '', 'refused'],
    ['NT_STATUS_ACCOUNT_DISABLED', '', 'unusable'],
    ['NT_STATUS_NTLM_BLOCKED', '', 'not-judged'],
    ['KERBEROS_CLOCK_SKEW', '', 'not-judged'],
    ['KERBEROS_SERVICE_NAME', '', 'not-judged'],
    ['ECONNREFUSED', '', 'not-judged'],
    ['LDAP_8', data('52e'), 'not-judged'],
  ];
  for (const [code, message, expected] of rows) t.equal(passwordVerdict(code, message), expected, `${code} ${message}`);
  t.equal(refusalIn('__proto__', ''), undefined);
  t.equal(refusalIn('LDAP_49', 'data constructor'), undefined);
  t.end();
});

t.test('what the tools of Samba print', (t) => {
  const said = (stdout: string, scheme: 'required' | 'off') => sambaFailure('smbclient', { code: 1, stdout, stderr: '' }, scheme)?.code;
  const kinit = (words: string): string =>
    `session setup failed: NT_STATUS_LOGON_FAILURE\nKinit for u@CORP.TEST to access s failed: ${words}`;
  t.equal(said(kinit('Preauthentication failed'), 'required'), 'NT_STATUS_WRONG_PASSWORD');
  t.equal(said(kinit('Client not found in Kerberos database'), 'required'), 'KERBEROS_NO_ACCOUNT');
  t.equal(said(kinit('Clients credentials have been revoked'), 'required'), 'KERBEROS_REVOKED');
  t.equal(said(kinit('Clock skew too great'), 'required'), 'KERBEROS_CLOCK_SKEW');
  t.equal(said('session setup failed: NT_STATUS_LOGON_FAILURE', 'required'), 'KERBEROS_SERVICE_NAME', 'there was a ticket');
  t.equal(said('Cannot connect to server.  Error was NT_STATUS_INVALID_PARAMETER', 'required'), 'KERBEROS_SERVICE_NAME');
  t.equal(said('session setup failed: NT_STATUS_LOGON_FAILURE', 'off'), 'NT_STATUS_LOGON_FAILURE');
  t.equal(said('session setup failed: NT_STATUS_NOT_FOUND', 'off'), 'NT_STATUS_LOGON_FAILURE', 'a principal name by NTLM');
  t.equal(said('session setup failed: NT_STATUS_CONNECTION_RESET', 'off'), 'LOGON_UNANSWERED');
  t.equal(said('protocol negotiation failed: NT_STATUS_CONNECTION_RESET', 'off'), 'NT_STATUS_CONNECTION_RESET', 'nothing was offered yet');
  t.equal(
    sambaFailure('smbclient', { code: -1, stdout: '', stderr: '', failure: { code: 'TIMEOUT', message: '' } }, 'off')?.code,
    'LOGON_UNANSWERED',
  );
  t.end();
});

t.test('the form of a name that a simple bind takes', (t) => {
  for (const [given, expected] of [
    ['corp.test\\reader', 'reader@corp.test'],
    ['CORP\\reader', 'CORP\\reader'],
    ['reader@corp.test', 'reader@corp.test'],
    ['CN=reader,DC=corp', 'CN=reader,DC=corp'],
  ] as const)
    t.equal(bindNameOf(given), expected);
  t.end();
});
