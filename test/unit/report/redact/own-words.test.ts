import t from 'tap';
import { maskSentence } from '../../../../src/report/redact/own-words.ts';
import { masker } from '../../../../src/text/mask.ts';

t.test('a password that is a word of ours garbles no sentence, any other leaves every one', (t) => {
  const rows: readonly (readonly [string, string, string])[] = [
    [
      'wrong',
      'the name or the password is wrong (NT_STATUS_LOGON_FAILURE).',
      'the name or the password is wrong (NT_STATUS_LOGON_FAILURE).',
    ],
    ['pass', 'correct the password of svc.', 'correct the password of svc.'],
    ['account', 'The account CORP\\svc is disabled.', 'The account CORP\\svc is disabled.'],
    ['Sommer', 'proxy says Sommer (403).', 'proxy says *** (403).'],
    ['is wrong', 'the server said: it is wrong.', 'the server said: it ***.'],
    ['wrong1', 'the password wrong1 is wrong.', 'the password *** is wrong.'],
    ['Geheim@99', 'refused: Geheim@99, R2VoZWltQDk5.', 'refused: ***, ***.'],
    ['445', 'allow TCP 445.', 'allow TCP ***.'],
  ];
  for (const [password, text, expected] of rows) t.equal(maskSentence(text, masker([{ username: 'u', password }])), expected, password);
  t.end();
});
