import t from 'tap';
import { DIALECT_NAMES, dialectOf } from '../../../src/firewall/products/index.ts';
import { exportRules } from '../../../src/firewall/render.ts';
import { row, SETTINGS } from '../../support/firewall/sample.ts';

const ENDS = ['\n', '\r\n', '\r', '\u2028', '\u2029', '\u0085', '\u0000'];

t.test('a line end in a feature, a reason or an id begins no line of its own in any dialect', async (t) => {
  for (const name of DIALECT_NAMES) {
    const dialect = await dialectOf(name);
    for (const end of ENDS) {
      const word = `updates${end}INJECTED'`;
      const { text } = exportRules(
        dialect,
        [row('download.microsoft.com', 443, { features: [word], why: [word], ids: [`updates/${word}`] })],
        SETTINGS,
      );
      t.notMatch(text, /(?:^|[\r\n\u2028\u2029\u0085\u0000])\s*INJECTED/, `${name}, U+${end.charCodeAt(0).toString(16)}`);
      if (name === 'azure-firewall-bicep')
        for (const line of text.split('\n'))
          if (!line.trimStart().startsWith('//'))
            t.equal((line.replace(/\\'/g, '').match(/'/g)?.length ?? 0) % 2, 0, `quotes are closed: ${line.trim().slice(0, 60)}`);
    }
  }
});
