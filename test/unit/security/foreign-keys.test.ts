import t from 'tap';
import { logParser } from '../../../src/logs/entries/cmtrace.ts';
import { parseChallenges } from '../../../src/network/auth/challenge.ts';
import { parseRoute } from '../../../src/settings/route-spec.ts';

/** Names that every plain object answers to. */
const INHERITED = ['constructor', 'toString', '__proto__', 'hasOwnProperty', 'valueOf'];

t.test('a name of a stranger finds nothing that a table merely inherits', async (t) => {
  for (const name of INHERITED) {
    const [challenge] = parseChallenges([`Digest realm="r", nonce="n", ${name}="x", algorithm=${name}`]);
    t.equal(challenge?.params.algorithm, name);
    t.equal(Object.getPrototypeOf(challenge?.params), null, 'parameters inherit nothing');
    t.throws(() => parseRoute(`${name}://proxy.example:8080`, 'auto', {}), { name: 'UsageError' }, name);
    const parser = logParser();
    const entries = parser.push(
      `<![LOG[x]LOG]!><time="14:06:00.100+300" date="03-14-2024" component="c" context="" type="${name}" thread="1" file="">\n`,
    );
    t.equal(entries[0]?.severity, null, `severity ${name}`);
  }
});
