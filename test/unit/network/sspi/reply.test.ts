import t from 'tap';
import { tokenOf } from '../../../../src/network/sspi/reply.ts';

const service = 'HTTP/proxy.corp.test';

t.test('a token, and that there is none after the last leg', (t) => {
  t.equal(tokenOf({ status: 0, token: 'YII=' }, service), 'YII=');
  t.equal(tokenOf({ status: 0x90312, token: 'YII=' }, service), 'YII=', 'SEC_I_CONTINUE_NEEDED');
  t.equal(tokenOf({ status: 0, token: '' }, service), '');
  t.end();
});

t.test('a status is told by its name, with what it means; an unknown one by its number', (t) => {
  const rows: readonly (readonly [number, string, RegExp])[] = [
    [0x80090303, 'SEC_E_TARGET_UNKNOWN', /HTTP\/proxy\.corp\.test: the domain knows no service of this name .*\(SEC_E_TARGET_UNKNOWN\)/],
    [0x8009030e, 'SEC_E_NO_CREDENTIALS', /no credentials/],
    [0x80090311, 'SEC_E_NO_AUTHENTICATING_AUTHORITY', /no domain controller/],
    [0x80090fff, '0x80090fff', /0x80090fff/],
  ];
  for (const [status, code, message] of rows) t.throws(() => tokenOf({ status, token: 'YII=' }, service), { code, message });
  t.throws(() => tokenOf({ message: 'the process ended' }, service), { code: 'SSPI', message: 'the process ended' });
  t.end();
});
