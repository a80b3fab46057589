import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BIN } from '../tested-program.ts';
import { loggedOn } from './log-on.ts';
import type { Ran } from './machines.ts';
import { WINE_8, type Wine } from './wine.ts';
import { type Checked, RESOLVER, reportIn, type World } from './world.ts';

/** That nothing hangs: on a busy machine a fresh Windows takes minutes. */
const LIMIT_MS = 400_000;

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
  readonly #wine: Wine;
  #server: ChildProcess | undefined;

  private constructor(world: World, folder: string, wine: Wine) {
    this.#world = world;
    this.#folder = folder;
    this.#wine = wine;
  }

  /** Makes a Windows of its own for the run, about ten seconds. */
  static async start(world: World, wine: Wine = WINE_8): Promise<WindowsNode> {
    const windows = new WindowsNode(world, await mkdtemp(join(world.machines.dir, 'windows-')), wine);
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
    const command = ['bash', '-c', script, 'bash', this.file('work'), ...this.#started(), ...argv];
    const { code } = await this.#outside(command, { ...env, IN: from, OUT: out, ERR: err });
    const ran = { code, stdout: await readFile(out, 'utf8'), stderr: await readFile(err, 'utf8') };
    await rm(streams, { recursive: true });
    return ran;
  }

  /** A program, ours if none is named, on a terminal, which Wine makes a console of; `said` is called with all that it printed so far, and may answer with keys. */
  onTerminal(
    args: readonly string[],
    said: (text: string) => string | undefined,
    program: readonly string[] = this.#program(),
    env: Readonly<Record<string, string>> = {},
  ): Promise<{ readonly code: number | null; readonly text: string }> {
    const argv = [
      // With CI set it shows no progress.
      ...['env', '-u', 'NODE_OPTIONS', '-u', 'CI', ...Object.entries(env).map(([name, value]) => `${name}=${value}`)],
      'ip',
      'netns',
      'exec',
      this.#world.machines.namespace('client'),
      ...this.#started(),
      ...program,
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

  /** The environment in which Windows programs run as a user of the domain, by NTLM alone, on Wine 10; once in the life of a lab. */
  async logOn(user: string, password: string): Promise<Readonly<Record<string, string>>> {
    const folder = join(this.#folder, 'log-on');
    const env = await loggedOn(folder, user, password, {
      enter: this.#wine.enter,
      start: (argv, given) => this.#world.machines.start('client', argv, given),
      run: (argv, given) => this.#outside(argv, given),
    });
    return env;
  }

  /** Ends every Windows process, and Wine's own. */
  async stop(): Promise<void> {
    const server = this.#server;
    if (server === undefined || server.exitCode !== null || server.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
    await this.#outside([...this.#wine.enter, this.#wine.server, '-k']);
    await ended;
  }

  async #install(): Promise<void> {
    const { machines } = this.#world;
    // Wine tells no program which name servers there are; Node then asks this machine, which hands the question on.
    const forwarder = ['dnsmasq', '--no-daemon', '--no-hosts', '--no-resolv', '--user=root', '--pid-file=', '--conf-file=/dev/null'];
    await machines.start('client', [...forwarder, '--listen-address=127.0.0.1', '--bind-interfaces', `--server=${RESOLVER}`]);
    const { prefix } = this.#wine;
    if (prefix === undefined) await mkdir(join(this.#folder, 'prefix'));
    else await this.#copy(prefix);
    // Started by Wine itself it would outlive a test that is killed. This one ends with it, and ends all Windows processes.
    const argv = ['--pdeathsig', 'INT', 'ip', 'netns', 'exec', machines.namespace('client')];
    argv.push(...this.#wine.enter, this.#wine.server, '--foreground', '--persistent');
    this.#server = spawn('setpriv', argv, { stdio: 'ignore', env: { ...process.env, ...this.#env() } });
    // Node looks at the version of Windows.
    const making = [
      ['wineboot', '--init'],
      ['winecfg', '-v', 'win10'],
    ];
    for (const words of prefix === undefined ? making : []) {
      // Not on the pipes of the test: services of Windows that are started along the way would hold them open.
      const { code } = await this.#outside(['bash', '-c', 'exec "$@" >/dev/null 2>&1', 'bash', ...this.#started(), ...words]);
      if (code !== 0) throw new Error(`wine ${words.join(' ')} ended with ${code}`);
    }
    await mkdir(this.file('work'));
    await machines.listening('client', '127.0.0.1', 53);
  }

  /** Files of Windows are shared where they can be, what Wine writes into is not. */
  async #copy(prefix: string): Promise<void> {
    const copy =
      'cp -al "$1" "$2" 2>/dev/null || { rm -rf "$2"; cp -a "$1" "$2"; }; for file in "$1"/*.reg; do rm "$2/$(basename "$file")"; cp -a "$file" "$2"; done';
    const { code, stderr } = await this.#outside(['bash', '-c', copy, 'bash', prefix, join(this.#folder, 'prefix')]);
    if (code !== 0) throw new Error(`a Windows could not be copied: ${stderr}`);
  }

  #program(): readonly string[] {
    return [this.#wine.nodeExe, this.path(BIN)];
  }

  #started(): readonly string[] {
    return [...this.#wine.enter, this.#wine.wine];
  }

  #env(): Readonly<Record<string, string>> {
    return {
      WINEPREFIX: join(this.#folder, 'prefix'),
      WINEDEBUG: '-all',
      WINEDLLOVERRIDES: 'mscoree,mshtml=',
      WINESERVER: this.#wine.server,
      HOME: this.#folder,
      // Without it Wine says so.
      XDG_RUNTIME_DIR: this.#folder,
    };
  }

  #outside(argv: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ran> {
    return this.#world.machines.run('client', argv, { env: { ...this.#env(), ...env }, timeoutMs: LIMIT_MS });
  }
}
