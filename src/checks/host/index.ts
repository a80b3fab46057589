import type { Context } from '../../model/network/context.ts';
import type { Scope } from '../../model/scope.ts';
import { askWindows } from '../../network/windows/functions/ask.ts';
import type { Check } from '../check.ts';
import { ANSWERS, type HostFacts, type HostQuestion, type HostTask } from './facts.ts';
import { judge, NOT_WINDOWS } from './judge/index.ts';

const SCRIPT_LIMIT_MS = 30_000;
/** What the computer that runs the service connection tool needs; it may stand outside of the domain. */
const TOOL_HOST: readonly HostQuestion[] = ['operating-system', 'dotnet', 'software', 'tls', 'roots'];

/** Is this very server fit for the role, or this computer for the service connection tool? */
export const hostCheck: Check<HostTask, HostFacts> = {
  kind: 'host',
  prepare: (scope) => scope,
  plan: ({ servers }: Scope) =>
    (servers.standpoint === 'tool-host' ? TOOL_HOST : (Object.keys(ANSWERS) as HostQuestion[])).map((key) => ({ key })),
  observe: async ({ key }, { signal }: Context) => {
    if (process.platform !== 'win32') return { question: key, failure: { code: NOT_WINDOWS, message: 'this is no Windows' } };
    const answer = await askWindows<unknown>(key, {}, ANSWERS[key], { signal, timeoutMs: SCRIPT_LIMIT_MS });
    return 'failure' in answer ? { question: key, failure: answer.failure } : ({ question: key, answer: answer.value } as HostFacts);
  },
  judge,
  saved: async () => (await import('./saved.ts')).saved,
};
