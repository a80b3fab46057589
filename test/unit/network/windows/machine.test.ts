import t from 'tap';
import { strictTextOf } from '../../../../src/files/read-capped.ts';
import { UsageError } from '../../../../src/model/usage-error.ts';
import { isNoWayOut } from '../../../../src/network/tcp.ts';
import { slowRefusalNotes } from '../../../../src/preflight/machine/slow-refusals.ts';
import { identityNotes, isSystemHome, platformName } from '../../../../src/preflight/machine/vantage.ts';
import { commandFor } from '../../../../src/text/command-for.ts';
import { json } from '../../../../src/text/escape.ts';

t.test('who runs it, and on what', async (t) => {
  t.ok(isSystemHome('C:\\Windows\\system32\\config\\systemprofile'));
  t.ok(isSystemHome('C:\\WINDOWS\\System32\\Config\\SystemProfile'), 'also where its name is localised');
  t.notOk(isSystemHome('C:\\Users\\Système'));
  t.match(identityNotes('scp', 'win32', 'alice'), [/--as-system runs it once as System/]);
  t.same(identityNotes('scp', 'win32', 'SYSTEM'), []);
  t.equal(platformName('win32', '10.0.20348', 'Windows Server 2022 Standard'), 'win32 10.0.20348, Windows Server 2022 Standard');
  t.equal(platformName('linux', '6.1.0', '#1 SMP Debian'), 'linux 6.1.0');
});

t.test('a limit that ends before Windows reports a refusal', async (t) => {
  t.match(slowRefusalNotes(2000, 'win32'), [/--timeout 2000 a refusal looks like silence/]);
  t.same([slowRefusalNotes(2500, 'win32'), slowRefusalNotes(100, 'linux')], [[], []]);
});

t.test('addresses that lead nowhere are no IPv6', async (t) => {
  for (const address of ['fe80::1', '2002:c000:201::c000:201', '2001::1', '2001:0:34f1:8072::1', '2001:0000:1::1'])
    t.ok(isNoWayOut(address), address);
  for (const address of ['2001:db8::1', '2a01:4f8::1', '2001:4860::8888', 'fd00::1']) t.notOk(isNoWayOut(address), address);
});

t.test('a command for Windows is no alias of PowerShell, from a running and from a saved run', async (t) => {
  for (const platform of ['win32', 'win32 10.0.20348, Windows Server 2022 Standard'])
    t.equal(commandFor(platform, "curl -sS --noproxy '*' https://a.example/"), 'curl.exe -sS --noproxy "*" https://a.example/');
  t.equal(commandFor('linux 6.1', "curl --noproxy '*'"), "curl --noproxy '*'");
});

t.test('JSON is ASCII, and the same value', async (t) => {
  const value = { name: 'Gäste \u{1f600}', '\u00fc': '\u202e' };
  t.match(json(value, 2), /^[\n\x20-\x7e]+$/);
  t.same(JSON.parse(json(value)), value);
});

t.test('a file that was saved as ANSI', async (t) => {
  t.throws(
    () => strictTextOf(Buffer.from([0x47, 0xe4, 0x73]), 'a.yaml', 'the catalog'),
    new UsageError('the catalog is not text in UTF-8 or UTF-16', { file: 'a.yaml', hint: 'save it as UTF-8' }),
  );
  t.equal(strictTextOf(Buffer.from('Gäste \ufffd'), 'a.yaml', 'the catalog'), 'Gäste \ufffd');
  t.equal(strictTextOf(Buffer.from('\ufeffGäste', 'utf16le'), 'a.yaml', 'the catalog'), 'Gäste');
});
