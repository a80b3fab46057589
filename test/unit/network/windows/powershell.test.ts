import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import t from 'tap';
import * as accounts from '../../../../src/checks/account/sources/powershell.ts';
import { shippedText } from '../../../../src/files/shipped.ts';
import type { Context } from '../../../../src/model/network/context.ts';
import { Secret } from '../../../../src/model/network/secret.ts';
import { isDirectory } from '../../../../src/network/ldap/directory.ts';
import { windowsDirectory } from '../../../../src/network/windows/directory.ts';
import { sessionCommand } from '../../../../src/network/windows/powershell.ts';
import { SCRIPT_NAMES } from '../../../../src/network/windows/script-names.ts';
import { fullHostname } from '../../../../src/preflight/machine/full-hostname.ts';
import { powershellStandIn } from '../../../support/powershell-stand-in.ts';

const ALL = Object.fromEntries(
  await Promise.all(SCRIPT_NAMES.map(async (name) => [name, await shippedText(`scripts/${name}.ps1`)] as const)),
);
/** Debian's mono-mcs. */
const MCS = '/usr/bin/mcs';
const context = { signal: new AbortController().signal, layerTimeoutMs: 1000 } as Context;

// Windows PowerShell compiles C# 5, refers to System.dll, and takes warnings for errors (Add-Type, about its -IgnoreWarnings).
const noCompiler = existsSync(MCS) || process.env.CI !== undefined ? false : 'no C# compiler here (Debian: mono-mcs)';
t.test('the C# in scripts compiles as Add-Type would have it', { skip: noCompiler }, async (t) => {
  const folder = t.testdir({});
  const rejected = async (source: string): Promise<string> => {
    const file = join(folder, 'types.cs');
    await writeFile(file, source);
    const argv = ['-langversion:5', '-noconfig', '-r:System.dll', '-warn:4', '-warnaserror', '-target:library', `-out:${file}.dll`, file];
    return promisify(execFile)(MCS, argv).then(
      () => '',
      (error: { readonly stdout: string; readonly stderr: string }) => error.stdout + error.stderr || String(error),
    );
  };
  const definitions = Object.entries(ALL).flatMap(([name, script]) => {
    const found = /Add-Type -Namespace (\w+) -Name (\w+) -MemberDefinition @'\n([\s\S]*?)\n'@/.exec(script);
    return found === null ? [] : [{ name, namespace: found[1], type: found[2], members: found[3] }];
  });
  t.same(
    definitions.map(({ name }) => name),
    Object.keys(ALL).filter((name) => /-MemberDefinition/.test(ALL[name] ?? '')),
    'none is overlooked',
  );
  t.ok(definitions.length >= 2);
  for (const { name, namespace, type, members } of definitions) {
    const source = `using System;\nusing System.Runtime.InteropServices;\nnamespace ${namespace} {\npublic class ${type} {\n${members}\n}\n}\n`;
    t.equal(await rejected(source), '', name);
    t.match(await rejected(source.replace('public static', 'public statics')), /error CS/, 'the compiler finds a mistake');
  }
});

t.test('how scripts are run, and what becomes of their answers', async (t) => {
  const windows = powershellStandIn();
  t.teardown(windows.end);

  windows.answer('{"members":[{"sid":"S-1-5-21-1-2-3-500","name":"SCP1\\\\Administrateur"},{"sid":"S-1-5-21-9-8-7-4711","name":null}]}');
  t.match(await accounts.localAdministrators("scp1'; exit #", context), {
    members: [{ sid: 'S-1-5-21-1-2-3-500', name: 'SCP1\\Administrateur' }, { sid: 'S-1-5-21-9-8-7-4711' }],
  });
  const call = windows.last();
  t.same(call.argv.slice(0, 3), ['-NoProfile', '-NonInteractive', '-Command']);
  t.equal(call.argv[3], await sessionCommand());
  t.same(call.input, { computer: "scp1'; exit #" }, 'input is data');
  t.notOk(call.script.includes("scp1'"), 'and no part of the script');
  t.equal(call.script, ALL['local-administrators']);

  windows.answer('{"rights":{"SeNetworkLogonRight":[{"sid":"S-1-5-32-544","name":"VORDEFINIERT\\\\Administratoren"},{"sid":"S-1-5-9"}]}}');
  t.match(await accounts.logonRights('scp1', ['S-1-5-32-544'], context), {
    holders: { SeNetworkLogonRight: [{ sid: 'S-1-5-32-544', name: 'VORDEFINIERT\\Administratoren' }], SeDenyNetworkLogonRight: [] },
  });

  windows.answer(
    JSON.stringify({
      rights: {
        SeNetworkLogonRight: [{ sid: 'S-1-5-32-551', name: 'VORDEFINIERT\\Sicherungsoperatoren', members: ['S-1-5-21-9-8-7-1119'] }],
        SeDenyNetworkLogonRight: [{ sid: 'S-1-5-32-546', name: 'VORDEFINIERT\\Gäste', members: ['S-1-5-21-9-8-7-514'] }],
      },
    }),
  );
  t.match(
    await accounts.logonRights('scp1', ['S-1-5-21-9-8-7-1119'], context),
    { holders: { SeNetworkLogonRight: [{ sid: 'S-1-5-32-551' }], SeDenyNetworkLogonRight: [] } },
    'a local group counts for those who are in it',
  );

  t.same(windows.last().input, {
    computer: 'scp1',
    rights: ['SeNetworkLogonRight', 'SeDenyNetworkLogonRight', 'SeInteractiveLogonRight', 'SeDenyInteractiveLogonRight'],
  });

  for (const [said, code] of [
    ['Die WinRM-Anforderung wurde nicht verarbeitet.', 'CimException'],
    ['Accès refusé.', 'UnauthorizedAccessException'],
  ] as const) {
    windows.answer(JSON.stringify({ error: { code, message: said } }));
    t.match(await accounts.localAdministrators('scp1', context), { members: [], failure: { code, message: said } });
  }
  windows.answer('powershell.exe : Die Datei kann nicht geladen werden, weil die Ausführung von Skripts deaktiviert ist.');
  t.match(await accounts.localAdministrators('scp1', context), { failure: { code: 'EXIT_0', message: /deaktiviert/ } });
  windows.answer('');
  t.match(await accounts.localAdministrators('scp1', context), { failure: { code: 'EXIT_0', message: /ended without an answer/ } });
});

t.test('no PowerShell at all', async (t) => {
  t.match(await accounts.localAdministrators('scp1', context), {
    members: [],
    failure: { code: 'POWERSHELL_MISSING', message: /no Windows PowerShell/ },
  });
});

t.test('an account of the server itself', async (t) => {
  const windows = powershellStandIn();
  t.teardown(windows.end);
  const good = {
    found: true,
    flags: 0x200,
    sid: 'S-1-5-21-1-2-3-1001',
    expires: null,
    passwordExpired: false,
    passwordAgeSeconds: 86_400,
    tokenFilter: 0,
  };
  const rows: readonly (readonly [object, object])[] = [
    [
      good,
      {
        found: true,
        sid: good.sid,
        userAccountControl: 0x200,
        computed: 0,
        mustChangePassword: false,
        isRemoteAdministrationAllowed: false,
      },
    ],
    [{ ...good, tokenFilter: 1 }, { isRemoteAdministrationAllowed: true }],
    [
      { ...good, flags: 0x212 },
      { userAccountControl: 0x212, computed: 0x10 },
    ],
    [
      { ...good, passwordExpired: true },
      { computed: 0x800000, mustChangePassword: false },
    ],
    [{ ...good, expires: '2026-01-31T23:00:00.0000000Z' }, { accountExpires: '2026-01-31T23:00:00.0000000Z' }],
    [{ found: false }, { found: false }],
    [
      { error: { code: 'UnauthorizedAccessException', message: 'Zugriff verweigert' } },
      { found: false, failure: { code: 'UnauthorizedAccessException' } },
    ],
  ];
  for (const [answer, expected] of rows) {
    windows.answer(JSON.stringify(answer));
    t.match(await accounts.localAccount('scp1', 'svc', context), expected, JSON.stringify(answer));
  }
  windows.answer(JSON.stringify({ ...good, passwordExpired: true, passwordAgeSeconds: 0, tokenFilter: null }));
  const first = await accounts.localAccount('scp1', 'svc', context);
  t.match(first, { mustChangePassword: true });
  t.notOk('passwordLastSet' in first, 'the script tells no time');
  t.notOk('isRemoteAdministrationAllowed' in first, 'the registry was not read');
  t.match(await accounts.localAccount('scp1', "x';calc", context), { failure: { code: 'BAD_NAME' } });
});

t.test('one log-on: the password goes to the script alone', async (t) => {
  const windows = powershellStandIn();
  t.teardown(windows.end);
  const password = new Secret('pä$s"w%rd');
  const rows: readonly (readonly [number, string | undefined])[] = [
    [0, undefined],
    [1326, 'NT_STATUS_LOGON_FAILURE'],
    [1331, 'NT_STATUS_ACCOUNT_DISABLED'],
    [1385, 'NT_STATUS_LOGON_TYPE_NOT_GRANTED'],
    [1909, 'NT_STATUS_ACCOUNT_LOCKED_OUT'],
    [1329, 'NT_STATUS_INVALID_WORKSTATION'],
    [1937, 'NT_STATUS_NTLM_BLOCKED'],
    [1219, 'WIN32_1219'],
    [53, 'WIN32_53'],
  ];
  for (const [code, expected] of rows) {
    windows.answer(JSON.stringify({ code, message: 'Der Benutzername oder das Kennwort ist falsch.' }));
    const facts = await accounts.logon('scp1', { username: 'CORP\\svc', password }, context, () => undefined);
    t.equal(facts.failure?.code, expected, String(code));
  }
  const { argv, environment, input, secret, starts } = windows.last();
  t.same(input, { computer: 'scp1', user: 'CORP\\svc' });
  t.equal(secret, password.reveal());
  t.notOk([...argv, ...environment].join(' ').includes(password.reveal()), 'on no command line and in no environment');
  t.equal(starts, 1, 'one process for all questions');
});

t.test('the name of a Windows machine with its domain', async (t) => {
  const windows = powershellStandIn();
  t.teardown(windows.end);
  const { signal } = context;
  windows.answer('{"domain":"corp.example"}');
  t.equal(await fullHostname('SCP01', signal, 'win32'), 'SCP01.corp.example');
  windows.answer('{"domain":""}');
  t.equal(await fullHostname('SCP01', signal, 'win32'), 'SCP01', 'in a workgroup');
  windows.answer('Zugriff verweigert');
  t.equal(await fullHostname('SCP01', signal, 'win32'), 'SCP01');
  t.equal(await fullHostname('scp01.corp.example', signal, 'win32'), 'scp01.corp.example');
  t.equal(await fullHostname('scp01', signal, 'linux'), 'scp01');
});

t.test('a directory that Windows asks', async (t) => {
  const windows = powershellStandIn();
  t.teardown(windows.end);
  windows.answer('{"entries":[{"dn":"","text":{"defaultNamingContext":["DC=corp,DC=example"]},"binary":{}}]}');
  const directory = await windowsDirectory({ host: 'dc1.corp.example' }, 389, context);
  t.ok(isDirectory(directory));
  if (!isDirectory(directory)) return;
  t.match(windows.last().input, { server: 'dc1.corp.example', port: 389, base: '', scope: 'Base', filter: '(objectClass=*)' });
  windows.answer(
    '{"entries":[{"dn":"CN=a,DC=corp,DC=example","text":{"memberOf":["CN=b","CN=c"]},"binary":{"objectSid":["AQEAAAAAAAUSAAAA"]}}]}',
  );
  const options = {
    scope: 'sub',
    filter: '(sAMAccountName=a\\2a)',
    attributes: ['memberOf', 'objectSid'],
    explicitBufferAttributes: ['objectSid'],
  } as const;
  t.same(
    await directory.search('DC=corp,DC=example', {
      ...options,
      attributes: [...options.attributes],
      explicitBufferAttributes: ['objectSid'],
    }),
    [{ dn: 'CN=a,DC=corp,DC=example', memberOf: ['CN=b', 'CN=c'], objectSid: Buffer.from('AQEAAAAAAAUSAAAA', 'base64') }],
  );
  t.match(windows.last().input, {
    scope: 'Subtree',
    filter: '(sAMAccountName=a\\2a)',
    attributes: ['memberOf', 'objectSid'],
    binary: ['objectSid'],
  });
  windows.answer('{"error":{"code":"LDAP_32","message":"Das Objekt ist nicht vorhanden."}}');
  await t.rejects(directory.search('CN=x', { scope: 'base' }), { code: 32, message: 'Das Objekt ist nicht vorhanden.' });
  windows.answer('{"error":{"code":"SERVER_DOWN","message":"Der LDAP-Server ist nicht verfügbar."}}');
  t.match(await windowsDirectory({ host: 'dc2.corp.example' }, 389, context), { code: 'SERVER_DOWN' });
});
