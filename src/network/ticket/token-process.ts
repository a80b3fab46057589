import { z } from 'zod';
import { helperProcess } from '../program/helper-process.ts';
import { programEnvironment } from '../program/program-path.ts';
import { within } from '../timing/limit.ts';
import { StepFailure } from '../trace.ts';
import { kerberosCodeIn } from './kerberos-words.ts';

const replySchema = z.object({ id: z.number(), token: z.string().optional(), message: z.string().optional() });
type Reply = Omit<z.infer<typeof replySchema>, 'id'>;

/** Makes tokens for services out of the tickets of one cache. */
export interface TokenProcess {
  /** The first token of Negotiate (RFC 4559) for `service`, in Base64. Rejects with a `StepFailure`: what Kerberos said, `TIMEOUT`, or why the run ended. */
  readonly tokenFor: (service: string, limits: { readonly signal: AbortSignal; readonly timeoutMs: number }) => Promise<string>;
  readonly end: () => void;
}

/** Starts a process whose Kerberos sees this environment: where tickets are is a setting of a process. */
export function tokenProcess(environment: Readonly<Record<string, string>>): TokenProcess {
  const extension = import.meta.url.endsWith('.ts') ? 'cts' : 'cjs';
  const { ask, end } = helperProcess({
    file: new URL(`./token-child.${extension}`, import.meta.url),
    env: { ...programEnvironment(), ...environment },
    reply: replySchema,
  });
  return {
    tokenFor: async (service, limits) => {
      const failed = (code: string): Reply => ({ message: code === 'TIMEOUT' ? 'no ticket within the time limit' : 'the run ended' });
      const { token, message } = await within<Reply>(limits, failed, (finish) =>
        ask({ service }, (reply) => finish(reply ?? { message: 'the process that asks for tickets ended' })),
      );
      if (token !== undefined && token !== '') return token;
      throw new StepFailure(kerberosCodeIn(message ?? '') ?? 'KERBEROS', message ?? 'Kerberos gave no token');
    },
    end,
  };
}
