import pLimit from 'p-limit';
import type { Answer } from '../model/answer.ts';
import type { Context } from '../model/context.ts';
import type { Finding } from '../model/finding.ts';
import type { Scope } from '../model/scope.ts';
import type { Check } from './check.ts';

/** Told while a run goes on; used for progress and for streaming formats. */
export interface RunListener {
  /** `total` may grow while answers call for further tasks. */
  readonly progress?: (done: number, total: number) => void;
  /** A provisional finding, as soon as one answer is judged alone; the final judgement may send the same id again. */
  readonly finding?: (finding: Finding) => void;
}

/** A check whose types are closed over, so that unlike checks fit one list. */
export interface RunnableCheck {
  readonly kind: string;
  readonly run: (
    scope: Scope,
    context: Context,
    options: { readonly concurrency: number },
    listener: RunListener,
  ) => Promise<readonly Finding[]>;
}

/** Plans, observes with bounded concurrency, follows, judges. Resolves also when the run is aborted: what was not asked has no facts. */
export function runnable<Task extends { readonly key: string }, Facts>(check: Check<Task, Facts>): RunnableCheck {
  return {
    kind: check.kind,
    run: async (scope, context, { concurrency }, listener) => {
      const answers = await ask(check, scope, context, concurrency, listener);
      return check.judge(answers, scope);
    },
  };
}

async function ask<Task extends { readonly key: string }, Facts>(
  check: Check<Task, Facts>,
  scope: Scope,
  context: Context,
  concurrency: number,
  listener: RunListener,
): Promise<readonly Answer<Task, Facts>[]> {
  const limit = pLimit(concurrency);
  const seen = new Set<string>();
  const answers: Answer<Task, Facts>[] = [];
  let done = 0;

  const one = async (task: Task, index: number): Promise<void> => {
    const answer: Answer<Task, Facts> = context.signal.aborted ? { task } : { task, facts: await check.observe(task, context) };
    answers[index] = answer;
    done += 1;
    listener.progress?.(done, seen.size);
    if (listener.finding !== undefined) {
      for (const finding of check.judge([answer], scope)) listener.finding(finding);
    }
    await enqueue(check.follow?.(answer, scope) ?? []);
  };
  // Followed tasks get their place outside the limiter's slot that asked for them: waiting inside it would deadlock.
  const followed: Promise<void>[] = [];
  const enqueue = async (tasks: readonly Task[]): Promise<void> => {
    for (const task of tasks) {
      if (seen.has(task.key)) continue;
      const index = seen.size;
      seen.add(task.key);
      followed.push(limit(one, task, index));
    }
  };

  await enqueue(check.plan(scope));
  listener.progress?.(0, seen.size);
  for (let next = followed.shift(); next !== undefined; next = followed.shift()) await next;
  return answers;
}
