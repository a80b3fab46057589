import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { programEnvironment } from '../program/program-path.ts';
import { within } from '../timing/limit.ts';
import { StepFailure } from '../trace.ts';
import { kerberosCodeIn } from './kerberos-words.ts';

const replySchema = z.object({ id: z.number(), token: z.string().optional(), message: z.string().optional() });
type Reply = z.infer<typeof replySchema>;

/** Makes tokens for services out of the tickets of one cache. */
export interface TokenProcess {
  /** The first token of Negotiate (RFC 4559) for `service`, in Base64. Rejects with a `StepFailure`: what Kerberos said, `TIMEOUT`, or why the run ended. */
  readonly tokenFor: (service: string, limits: { readonly signal: AbortSignal; readonly timeoutMs: number }) => Promise<string>;
  readonly end: () => void;
}

function forkChild(environment: Readonly<Record<string, string>>): ChildProcess {
  const extension = import.meta.url.endsWith('.ts') ? 'cts' : 'cjs';
  const file = fileURLToPath(new URL(`./token-child.${extension}`, import.meta.url));
  return fork(file, {
    env: { ...programEnvironment(), ...environment },
    execArgv: [],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
}

/** Starts a process whose Kerberos sees this environment: where tickets are is a setting of a process. */
export function tokenProcess(environment: Readonly<Record<string, string>>): TokenProcess {
  const child = forkChild(environment);
  const waiting = new Map<number, (reply: Reply) => void>();
  let next = 0;
  const ended = (): void => {
    for (const [id, done] of waiting) done({ id, message: 'the process that asks for tickets ended' });
  };
  child.on('message', (message: unknown) => {
    const reply = replySchema.safeParse(message);
    if (reply.success) waiting.get(reply.data.id)?.(reply.data);
  });
  child.on('error', ended).on('exit', ended);
  return {
    tokenFor: async (service, limits) => {
      next += 1;
      const id = next;
      const failed = (code: string): Reply => ({ id, message: code === 'TIMEOUT' ? 'no ticket within the time limit' : 'the run ended' });
      const { token, message } = await within<Reply>(limits, failed, (finish) => {
        waiting.set(id, finish);
        child.send({ id, service }, (error) => {
          if (error !== null) ended();
        });
        return () => waiting.delete(id);
      });
      if (token !== undefined && token !== '') return token;
      throw new StepFailure(kerberosCodeIn(message ?? '') ?? 'KERBEROS', message ?? 'Kerberos gave no token');
    },
    end: () => void child.kill('SIGKILL'),
  };
}
