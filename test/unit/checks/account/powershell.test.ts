import t from 'tap';
import { isLocalName } from '../../../../src/checks/account/sources/local-name.ts';
import { membersSchema, rightsSchema } from '../../../../src/checks/account/sources/powershell.ts';
import {
  aliasesOf,
  aliasMembers,
  answersIn,
  firstRefusal,
  holdersOf,
  localUser,
  namesOfSids,
  ntStatus,
} from '../../../../src/checks/account/sources/samba/samr-output.ts';
import { readAnswer } from '../../../../src/network/windows/powershell.ts';

t.test('answers of the scripts, localised names and orphans included', async (t) => {
  const members = {
    members: [
      { sid: 'S-1-5-21-1-2-3-500', name: 'SCP1\\Administrateur' },
      { sid: 'S-1-5-21-9-8-7-1119', name: 'CORP\\CM01$' },
      { sid: 'S-1-5-21-9-8-7-4711', name: null },
    ],
  };
  t.same(readAnswer(JSON.stringify(members), membersSchema), { value: members });
  const rights = {
    rights: { SeNetworkLogonRight: [{ sid: 'S-1-5-32-544', name: 'VORDEFINIERT\\Administratoren' }], SeDenyNetworkLogonRight: [] },
  };
  t.same(readAnswer(JSON.stringify(rights), rightsSchema), { value: rights });
  t.match(readAnswer('{"members":"none"}', membersSchema), { failure: { code: 'UNKNOWN_SHAPE' } });
  t.match(readAnswer('{"error":{"code":"CimException","message":"WinRM kann die Anforderung nicht verarbeiten."}}', membersSchema), {
    failure: { code: 'CimException' },
  });
});

t.test('what rpcclient printed of an account of the server itself', async (t) => {
  const printed = (acb: string, more = '') => `	User Name   :	svc
	Kickoff Time             :	Thu, 14 Sep 30828 02:48:05 UTC
	Password last set Time   :	Sat, 21 Nov 2026 07:08:00 UTC
	Password must change Time:	Thu, 14 Sep 30828 02:48:05 UTC
	user_rid :	0x3e8
	acb_info :	${acb}
${more}SAMR_LOOKUP_DOMAIN: Domain Name: SCP1 Domain SID: S-1-5-21-1-2-3
`;
  const rows: readonly (readonly [string, object])[] = [
    [
      '0x00000010',
      {
        samAccountName: 'svc',
        sid: 'S-1-5-21-1-2-3-1000',
        userAccountControl: 0x200,
        computed: 0,
        passwordLastSet: '2026-11-21T07:08:00.000Z',
      },
    ],
    ['0x00000011', { userAccountControl: 0x202 }],
    ['0x00000014', { userAccountControl: 0x220 }],
    ['0x00000410', { computed: 0x10 }],
    ['0x00020010', { computed: 0x800000 }],
    ['0x00001010', { userAccountControl: 0x40200 }],
  ];
  for (const [acb, expected] of rows) t.match(localUser(printed(acb)), expected, acb);
  const never = localUser(printed('0x00000010'));
  t.notOk(never !== undefined && ('accountExpires' in never || 'passwordExpires' in never), 'the year 30828 is never');
  t.equal(localUser('result was NT_STATUS_NONE_MAPPED\n'), undefined);
  for (const name of ['a;b', 'a"b', "a'b", 'a\nb', 'a/b', 'a\\b', '', 'x'.repeat(105)]) t.notOk(isLocalName(name), JSON.stringify(name));
  for (const name of ['svc', 'Dienst Konto', 'Gäste', 'svc-1_2.3$']) t.ok(isLocalName(name), name);
});

t.test('what rpcclient printed (Samba 4.17 against Samba)', async (t) => {
  t.same(aliasMembers('\tsid:[S-1-5-21-24-63-37-1119]\n\tsid:[S-1-5-21-24-63-37-512]\n'), [
    'S-1-5-21-24-63-37-1119',
    'S-1-5-21-24-63-37-512',
  ]);
  const names = namesOfSids(
    'S-1-5-21-1-2-3-4 *unknown*\\*unknown* (8)\nS-1-5-11 NT Authority\\Authenticated Users (5)\nS-1-5-21-1-2-3-9 CORP\\G\u00e4ste (2)\n',
  );
  t.same(
    [...names],
    [
      ['S-1-5-11', 'NT Authority\\Authenticated Users'],
      ['S-1-5-21-1-2-3-9', 'CORP\\G\u00e4ste'],
    ],
  );
  const output =
    'found 0 privileges for SID S-1-1-0\nfound 2 privileges for SID S-1-5-11\n\tSeNetworkLogonRight\n\tSeBackupPrivilege\nresult was NT_STATUS_OBJECT_NAME_NOT_FOUND\n';
  t.match(holdersOf(output, names), { SeNetworkLogonRight: [{ sid: 'S-1-5-11', name: /Authenticated/ }], SeDenyNetworkLogonRight: [] });
  t.equal(firstRefusal(output, ['NT_STATUS_OBJECT_NAME_NOT_FOUND']), undefined);
  t.equal(answersIn(output), 3);
  t.match(
    firstRefusal(`${output}result was NT_STATUS_ACCESS_DENIED\nfound 0 privileges for SID S-1-5-2\n`, ['NT_STATUS_OBJECT_NAME_NOT_FOUND']),
    {
      code: 'NT_STATUS_ACCESS_DENIED',
    },
  );
  t.same(aliasesOf('\tgroup rid:[0x227]\n\tgroup rid:[0x3e8]\nSAMR_LOOKUP_DOMAIN: Domain Name: scp1 Domain SID: S-1-5-21-9-8-7\n'), [
    'S-1-5-32-551',
    'S-1-5-21-9-8-7-1000',
  ]);
  t.same(aliasesOf('\tgroup rid:[0x221]\n\tgroup rid:[0x44d]\nresult was NT_STATUS_NO_SUCH_DOMAIN\n'), ['S-1-5-32-545'], 'of a controller');
  t.equal(ntStatus('Cannot connect to server.  Error was NT_STATUS_LOGON_FAILURE\n'), 'NT_STATUS_LOGON_FAILURE');
});
