import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { packageRoot } from '../../../../src/files/package-root.ts';
import { shippedText } from '../../../../src/files/shipped.ts';
import { errorText } from '../../../../src/network/windows/clixml.ts';
import { sessionCommand } from '../../../../src/network/windows/powershell.ts';
import { SCRIPT_NAMES } from '../../../../src/network/windows/script-names.ts';
import { cpuMs } from '../../../support/cpu-time.ts';
import { strangeTo } from '../../../support/grammar.ts';

const textOf = (name: string): Promise<string> => shippedText(`scripts/${name}.ps1`);

t.test('every script is PowerShell, says what it is for, splices nothing and changes nothing', async (t) => {
  const files = readdirSync(join(packageRoot(), 'scripts')).filter((file) => file !== 'session.ps1');
  t.same(files, [...SCRIPT_NAMES].map((name) => `${name}.ps1`).sort());
  for (const name of SCRIPT_NAMES) {
    const script = await textOf(name);
    // Half a minute of this grammar; PowerShell's own parser reads it in test/lab/windows/powershell.test.ts.
    if (name !== 'clock') t.same(await strangeTo('powershell', script), [], name);
    t.match(script, /^# .*\n(?:# .*\n)*param\(\$in, \$secret\)\n/, name);
    const code = script.replace(/^\s*#.*\n/gm, '');
    t.notMatch(code, /Get-LocalGroupMember|Invoke-Expression|\biex\b|net localgroup|Invoke-WebRequest|DownloadString/i, name);
    t.notMatch(code, /Set-ItemProperty|New-Item|Remove-Item|Start-Process|Set-Content|Out-File/i, name);
    t.notMatch(code, /\bexit\b|\$input\b|\[Console\]/i, `${name}: the session is not its own`);
    t.notOk(code.includes('${'), name);
  }
  t.match(await textOf('local-administrators'), /S-1-5-32-544/);
  t.not((await strangeTo('powershell', 'if ($a { 1 }')).length, 0, 'the grammar finds a mistake');
});

t.test('what starts the session', async (t) => {
  const command = await sessionCommand();
  t.same(await strangeTo('powershell', command), []);
  t.notMatch(command, /"/, 'one argument, whoever quotes it');
  t.notMatch(command, /\$input\b/i, 'PowerShell would read standard input itself');
  t.notMatch(command, /#/);
  t.ok(command.length < 4_000, `${command.length} of 32,767 characters that a command line may have`);
});

t.test('standard error as CLIXML', async (t) => {
  const record = (text: string): string =>
    `#< CLIXML\r\n<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04"><Obj S="progress" RefId="0"><TN RefId="0"><T>System.Object</T></TN></Obj>${text}</Objs>`;
  t.equal(
    errorText(record('<S S="Error">Zugriff auf &lt;x&gt; verweigert &amp;_x000D__x000A_</S><S S="Error">Zeile 1_x000D__x000A_</S>')),
    'Zugriff auf <x> verweigert &\nZeile 1',
  );
  t.equal(errorText(record('')), '', 'only progress');
  t.equal(errorText(record('<S S="Error">&#xE9;t&#233</S>')), 'ét&#233');
  t.equal(errorText('  the term is not recognized\r\n'), 'the term is not recognized', 'plain text as it is');
  const long = `#< CLIXML ${'<S S="Error">'.repeat(20_000)}`;
  const began = process.cpuUsage();
  errorText(long);
  t.ok(cpuMs(began) < 500, 'linear');
});
