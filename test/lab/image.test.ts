import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chown, copyFile, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import t from 'tap';
import { packageRoot } from '../../src/files/package-root.ts';
import type { Report } from '../../src/model/report.ts';
import { startLab } from '../support/lab/start.ts';
import { PROXY, type World } from '../support/lab/world.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** The user `node` of the official images. */
const NODE_UID = 1000;

/** What an engine does with `--read-only` and one volume: a root that cannot be written, /proc, /dev, the network's files, the folder of reports. */
const CONTAINER = `set -e
root=$1 work=$2; shift 2
mount --bind "$root" "$root"
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
for file in resolv.conf hosts; do mount --bind "/etc/$file" "$root/etc/$file"; done
mount --bind "$work" "$root/work"
mount -o remount,bind,ro "$root"
exec /usr/sbin/chroot --userspec=${NODE_UID}:${NODE_UID} "$root" /usr/bin/env -i PATH=/usr/local/bin:/usr/bin:/bin sh -c 'cd /work && exec "$@"' sh "$@"
`;

interface ImageConfig {
  readonly User: string;
  readonly Entrypoint: readonly string[];
  readonly WorkingDir: string;
  readonly Labels: Readonly<Record<string, string>>;
}

interface Image {
  readonly config: ImageConfig;
  /** The folder of its root. */
  readonly root: string;
}

/** The image by the project's Dockerfile, or why it cannot be built on this machine. */
async function image(): Promise<Image | string> {
  const lacking = ['/usr/bin/buildah', '/usr/sbin/debootstrap'].filter((path) => !existsSync(path));
  if (lacking.length > 0) return `to build the image ${lacking.join(' and ')} are needed`;
  const argv = [join(packageRoot(), 'test/support/lab/image.sh'), join(packageRoot(), '.lab/image'), packageRoot()];
  try {
    const { stdout } = await promisify(execFile)('bash', argv, { timeout: 900_000 });
    const [config = '', root = ''] = stdout.trim().split('\n');
    return { config: JSON.parse(config) as ImageConfig, root };
  } catch (error) {
    if (!isOfBase(error)) throw error;
    return `no base image can be made here: ${error.stderr}`;
  }
}

/** The script's exit code for a machine that cannot make the base image. */
function isOfBase(error: unknown): error is { readonly stderr: string } {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 3 && 'stderr' in error;
}

/** As an engine runs it, on the lab's client. */
async function tests(world: World, { config, root }: Image): Promise<void> {
  const work = await temporaryFolder('image-work');
  await chown(work, NODE_UID, NODE_UID);
  await copyFile(world.ca('root.pem'), join(work, 'root.pem'));
  // An engine makes these where its base has none.
  for (const file of ['resolv.conf', 'hosts']) await writeFile(join(root, 'etc', file), '');
  const contained = (argv: readonly string[]) =>
    world.machines.run('client', ['unshare', '--mount', 'sh', '-c', CONTAINER, 'sh', root, work, ...argv]);
  const program = (args: readonly string[]) => contained([...config.Entrypoint, ...args]);

  t.test('runs as nobody in particular, and holds the program, its data, Node and roots alone', async (t) => {
    t.match(config, { User: 'node', WorkingDir: '/work' });
    t.equal(config.Labels['org.opencontainers.image.title'], 'configmgr-preflight');
    t.same((await readdir(join(root, 'app'))).sort(), ['build', 'endpoints', 'licences.txt', 'package.json', 'reports', 'scripts']);
    for (const path of ['usr/local/lib/node_modules', 'usr/local/bin/npm', 'usr/local/bin/npx', 'build', 'root/.npm', 'app/types'])
      t.notOk(existsSync(join(root, path)), path);
    t.ok(existsSync(join(root, 'etc/ssl/certs/ca-certificates.crt')));
    const own = await readdir(join(root, 'app'), { recursive: true, withFileTypes: true });
    for (const entry of own) {
      const { uid, mode } = await stat(join(entry.parentPath, entry.name));
      t.same([uid, mode & 0o022], [0, 0], `${entry.name} is root's, and nobody else may change it`);
    }
  });

  t.test('the root cannot be written, the folder of reports can', async (t) => {
    const { stdout } = await contained(['sh', '-c', 'id -u; touch /app/x 2>/dev/null || echo refused; touch x && echo written']);
    t.same(stdout.split('\n').slice(0, 3), [String(NODE_UID), 'refused', 'written']);
  });

  t.test('the shipped catalog passes whole from inside, straight out and over a proxy', async (t) => {
    const routes = ['--route', 'direct', '--route', `http://${PROXY}:3128`];
    const trust = ['--ca-file', 'root.pem', '--endpoint-ca-file', 'root.pem'];
    const { code, stdout, stderr } = await program(['check', '--quiet', ...trust, ...routes, '--report', 'json=report.json']);
    t.equal(code, 0, stdout + stderr);
    const report = JSON.parse(await readFile(join(work, 'report.json'), 'utf8')) as Report;
    t.ok(report.summary.pass > 80, JSON.stringify(report.summary));
    t.same([report.summary.fail, report.summary.warn, report.summary.inconclusive], [0, 0, 0]);
  });

  t.test('commands that read what is shipped, PAC scripts included', async (t) => {
    await mkdir(join(work, 'more'));
    await writeFile(join(work, 'more/proxy.pac'), `function FindProxyForURL() { return 'PROXY ${PROXY}:3128'; }`);
    const trust = ['--ca-file', 'root.pem', '--endpoint-ca-file', 'root.pem'];
    const commands: readonly (readonly [args: readonly string[], output: RegExp])[] = [
      [['--version'], /^\d+\.\d+\.\d+/],
      [['help', 'options'], /--save-facts/],
      [['endpoints'], /manage\.microsoft\.com/],
      [['explain', 'tcp.timeout'], /firewall/i],
      [['firewall', '--dialect', 'squid'], /dstdomain/],
      [['check', '--quiet', ...trust, '--route', 'pac+file:///work/more/proxy.pac', '--feature', 'updates'], /PASS/],
      [['report', 'report.json', '--format', 'md'], /report: pass/],
    ];
    for (const [args, output] of commands) {
      const ran = await program(args);
      t.equal(ran.code, 0, `${args.join(' ')}: ${ran.stderr}${ran.stdout}`);
      t.match(ran.stdout, output, args.join(' '));
    }
  });
}

const built = await image();
if (typeof built === 'string') t.plan(0, built);
else {
  const world = await startLab(t);
  if (world !== undefined) await tests(world, built);
}
