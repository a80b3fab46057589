import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Flow } from '../../../../src/firewall/reader.ts';

/** What a child is given on standard input, and what it answers on standard output: `true` where the program let the flow through. */
export interface Question {
  readonly dir: string;
  readonly flows: readonly Flow[];
}

/** Runs the body with the question of the parent; started programs are stopped by their ids. */
export async function answer<Asked = Question, Answer = readonly boolean[]>(
  body: (question: Asked, start: Start) => Promise<Answer>,
): Promise<void> {
  const started: ChildProcess[] = [];
  const start: Start = (command, args) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    started.push(child);
    return child;
  };
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  let failure: unknown;
  const answers = await body(JSON.parse(Buffer.concat(chunks).toString()) as Asked, start).catch((error: unknown) => {
    failure = error;
  });
  for (const child of started) child.kill('SIGKILL');
  await Promise.all(started.map((child) => child.exitCode ?? child.signalCode ?? once(child, 'exit')));
  if (failure !== undefined) throw failure;
  // Connections that a program cut off would keep this process waiting for them.
  process.stdout.write(JSON.stringify(answers), () => process.exit(0));
}
export type Start = (command: string, args: readonly string[]) => ChildProcess;

/** Asks again until the answer is true; fails with the name of what was awaited. */
export async function until(what: string, ready: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 200; i++) {
    if (await ready()) return;
    await delay(25);
  }
  throw new Error(`${what} did not become ready`);
}

/** Does somebody accept connections there? */
export function listening(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, host, () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

/** Suricata on queue 0 with these rules, which logs to `dir`; resolves when it looks at packets. */
export async function startSuricata(start: Start, dir: string, rules: string): Promise<ChildProcess> {
  const groups = ['HOME_NET', 'EXTERNAL_NET'].flatMap((name) => ['--set', `vars.address-groups.${name}=any`]);
  const files = ['-S', rules, '-c', '/etc/suricata/suricata.yaml', '-l', dir];
  const suricata = start('suricata', ['-q', '0', ...files, '-k', 'none', ...groups, '--runmode', 'workers']);
  let said = '';
  for (const stream of [suricata.stdout, suricata.stderr]) stream?.on('data', (data) => (said += String(data)));
  await until('suricata', async () => said.includes('Engine started'));
  return suricata;
}
