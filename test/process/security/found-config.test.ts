import { chmod, chown, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { whoElseMayChange } from '../../../src/files/ownership.ts';
import type { Report } from '../../../src/model/report.ts';
import { type AclFacts, whoElseByAcl } from '../../../src/preflight/machine/windows-acl.ts';
import { program } from '../../support/run-program.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const NOBODY = 65534;
const asRoot = process.geteuid?.() === 0;
const dir = await temporaryFolder('found');
await writeFile(
  join(dir, 'local.yaml'),
  'id: local\ntitle: nothing listens there\nrevision: "1"\nendpoints: [{ id: a, host: 127.0.0.1, ports: [1], feature: f }]\n',
);
let count = 0;

/** A folder of its own with this configuration file. */
async function folder(text: string): Promise<string> {
  count += 1;
  const made = join(dir, `f${count}`);
  await mkdir(made);
  await writeFile(join(made, 'preflight.yaml'), text);
  return made;
}
const LOCAL = `catalog: ["${join(dir, 'local.yaml')}"]\nallowPrivate: true\nretries: 0\n`;

t.test(
  'a file that somebody else may have written is not read, and the message says what to do',
  { skip: !asRoot && 'not root' },
  async (t) => {
    const text = `${LOCAL}quiet: true\n`;
    const rows: readonly (readonly [name: string, change: (at: string) => Promise<void>, why: RegExp])[] = [
      [
        "another's file",
        (at) => chown(join(at, 'preflight.yaml'), NOBODY, NOBODY),
        /preflight\.yaml belongs to another user \(uid 65534\)/,
      ],
      ["another's folder", (at) => chown(at, NOBODY, NOBODY), /f\d+ belongs to another user/],
      ['a writable file', (at) => chmod(join(at, 'preflight.yaml'), 0o664), /may be written to by its group/],
      ['a writable folder', (at) => chmod(at, 0o1777), /may be written to by everybody/],
      [
        "another's link",
        async (at) => {
          await rm(join(at, 'preflight.yaml'));
          await symlink('/etc/hostname', join(at, 'preflight.yaml'));
          await (await import('node:fs/promises')).lchown(join(at, 'preflight.yaml'), NOBODY, NOBODY);
        },
        /the link .*preflight\.yaml belongs to another user/,
      ],
      [
        "a link of ours into another's folder",
        async (at) => {
          await mkdir(join(at, 'theirs'));
          await writeFile(join(at, 'theirs/p.yaml'), text);
          await chown(join(at, 'theirs'), NOBODY, NOBODY);
          await rm(join(at, 'preflight.yaml'));
          await symlink('theirs/p.yaml', join(at, 'preflight.yaml'));
        },
        /theirs belongs to another user/,
      ],
    ];
    for (const [name, change, why] of rows) {
      const at = await folder(text);
      await change(at);
      for (const args of [[], ['endpoints'], ['firewall', '--dialect', 'squid'], ['logs', '-']]) {
        const { code, stdout, stderr } = await program(args, { cwd: at, isolated: true });
        t.same([code, stdout], [2, ''], `${name} ${args[0]}`);
        t.match(stderr, why, name);
        t.match(stderr, /hint: if it is yours, name it: --config preflight\.yaml/, name);
      }
    }
    const at = await folder(text);
    await chown(join(at, 'preflight.yaml'), NOBODY, NOBODY);
    t.equal((await program(['endpoints', '-c', 'preflight.yaml'], { cwd: at })).code, 0, 'one that is named is read');
  },
);

t.test('folders above count too, sticky ones do not', { skip: !asRoot && 'not root' }, async (t) => {
  const at = await folder('');
  const inner = join(at, 'a/b');
  await mkdir(inner, { recursive: true });
  await writeFile(join(inner, 'x'), '');
  t.equal(await whoElseMayChange(join(inner, 'x')), undefined);
  await chmod(join(at, 'a'), 0o777);
  t.match(await whoElseMayChange(join(inner, 'x')), /\/a may be written to by everybody/);
  await chmod(join(at, 'a'), 0o1777);
  t.equal(await whoElseMayChange(join(inner, 'x')), undefined, 'as in /tmp');
  await symlink('loop', join(at, 'loop'));
  await t.rejects(whoElseMayChange(join(at, 'loop')), { code: 'ELOOP' });
});

t.test('what writes, reads secrets or roots, or excuses is taken from a named file only', async (t) => {
  const written = join(dir, 'written');
  const rows: readonly (readonly [text: string, key: string, env?: Readonly<Record<string, string>>])[] = [
    [`report: ["md=${written}"]`, 'report'],
    ['proxyPasswordFile: /etc/shadow', 'proxyPasswordFile'],
    ['userPasswordFile: /etc/shadow', 'userPasswordFile'],
    ['installationPasswordFile: /etc/shadow', 'installationPasswordFile'],
    ['caFile: /etc/hostname', 'caFile'],
    ['endpointCaFile: /etc/hostname', 'endpointCaFile'],
    ['waivers: [{ pattern: "*", reason: x, until: "9999-12-31" }]', 'waivers'],
    ['route: ["http://x@127.0.0.1:1"]', 'route'],
    ['route: [direct, "socks5://x:y@127.0.0.1:1"]', 'route'],
    ['user: reader\ndc: [127.0.0.1]', 'dc', { PREFLIGHT_USER_PASSWORD: 'secret' }],
    ['scp: 127.0.0.1', 'scp', { PREFLIGHT_INSTALLATION_PASSWORD: 'secret' }],
  ];
  for (const [text, key, env = {}] of rows) {
    const at = await folder(`${LOCAL}${text}\n`);
    const { code, stdout, stderr } = await program([], { cwd: at, isolated: true, env });
    t.same([code, stdout], [2, ''], text);
    t.match(
      stderr,
      new RegExp(`^error: preflight\\.yaml:\\d+: ${key}: [^\\n]*a file that was found and not named\\nhint: name the file with --config`),
      text,
    );
    t.notMatch(stderr, /secret/);
  }
  await t.rejects(readFile(written), { code: 'ENOENT' });
  const at = await folder(`${LOCAL}report: ["md=${written}"]\n`);
  t.equal((await program(['--config', 'preflight.yaml'], { cwd: at, isolated: true })).code, 1);
  t.match(await readFile(written, 'utf8'), /Settings were read from preflight\.yaml\./, 'named: taken');
});

t.test('which file was read is said on standard error and in the report, whatever the file says', async (t) => {
  const at = await folder(`${LOCAL}quiet: true\nformat: json\n`);
  const { stdout, stderr } = await program([], { cwd: at, isolated: true });
  t.match(stderr, new RegExp(`^Note: settings are read from ${at}/preflight\\.yaml\n`));
  const { run } = JSON.parse(stdout) as Report;
  t.equal(run.configFile, `${at}/preflight.yaml`);
  t.ok(run.notes.includes('Settings were read from preflight.yaml.'), run.notes.join(' '));
  const redacted = await program(['--redact', '--quiet'], { cwd: at, isolated: true });
  t.equal(redacted.stderr, '');
  t.match(JSON.parse(redacted.stdout), { run: { configFile: 'preflight.yaml' } });
  const named = await program(['-c', 'preflight.yaml'], { cwd: at, isolated: true });
  t.match(JSON.parse(named.stdout), { run: { configFile: 'preflight.yaml' } });
  const without = await program(['--catalog', join(dir, 'local.yaml'), '--format', 'json'], { cwd: dir, isolated: true });
  t.equal((JSON.parse(without.stdout) as Report).run.configFile, undefined);
});

t.test('what init writes is taken, whatever the umask', async (t) => {
  const at = join(dir, 'init');
  await mkdir(at, { mode: 0o755 });
  t.equal((await program(['init'], { cwd: at, shell: 'umask 002; exec "$@"' })).code, 0);
  t.match(await program(['endpoints'], { cwd: at }), { code: 0, stderr: /^Note: settings are read from / });
  t.equal((await program(['init', join(at, 'other.yaml')], { cwd: dir })).code, 0);
  t.match(await readFile(join(at, 'other.yaml'), 'utf8'), /^# Configuration/);
});

t.test('the same on Windows, by access rules', async (t) => {
  const user = 'S-1-5-21-1-2-3-1001';
  const users = 'S-1-5-11';
  const FULL = 0x1f_01ff;
  const rule = (sid: string, rights: number, more: Readonly<Partial<AclFacts['steps'][number]['rules'][number]>> = {}) => ({
    sid,
    rights,
    allow: true,
    inheritOnly: false,
    ...more,
  });
  const ours = [rule(user, FULL), rule('S-1-5-18', FULL), rule('S-1-5-32-544', FULL), rule(users, 0x12_00a9)];
  const step = (path: string, rules = ours, owner = user) => ({ path, owner, link: false, rules });
  // C:\ lets users make folders: append data, and full rights to what is inherited below.
  const drive = step('C:\\', [...ours, rule(users, 0x4), rule(users, 0x13_01bf, { inheritOnly: true })], 'S-1-5-18');
  const of = (...steps: AclFacts['steps']): string | undefined => whoElseByAcl({ user, steps });
  t.equal(of(step('C:\\w\\p.yaml'), step('C:\\w'), drive), undefined);
  t.match(of(step('C:\\w\\p.yaml', ours, users), step('C:\\w'), drive), /belongs to another account \(S-1-5-11\)/);
  t.match(of(step('C:\\w\\p.yaml'), step('C:\\w', [...ours, rule(users, 0x13_01bf)]), drive), /C:\\w may be changed by another account/);
  t.match(of(step('C:\\w\\p.yaml', [...ours, rule(users, 0x2)]), step('C:\\w'), drive), /p\.yaml may be changed/);
  t.equal(of(step('C:\\w\\p.yaml', [...ours, rule(users, 0x2, { allow: false })]), step('C:\\w'), drive), undefined, 'a denial');
  t.match(of(step('C:\\a\\w\\p.yaml'), step('C:\\a\\w'), step('C:\\a', [...ours, rule(users, 0x40)]), drive), /C:\\a may be changed/);
  t.match(of(step('p'), { ...step('C:\\w'), link: true }), /is a link/);
});
