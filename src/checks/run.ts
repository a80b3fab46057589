import { setMaxListeners } from 'node:events';
import type { SavedAnswer } from '../facts/saved-run.ts';
import type { Answer } from '../model/answer.ts';
import type { Finding } from '../model/finding.ts';
import type { Context } from '../model/network/context.ts';
import type { Scope } from '../model/scope.ts';
import type { Check, Quota, TaskPlace } from './check.ts';
import { slots } from './slots.ts';

/** Told while a run goes on; used for progress and for streaming formats. */
export interface RunListener {
  /** `total` may grow while answers call for further tasks; `waiting`: keys of the tasks under way. */
  readonly progress?: (done: number, total: number, waiting: readonly string[]) => void;
  /** The facts of one task, as soon as they are there; absent when the run ended before. */
  readonly answer?: (answer: Answer<unknown, unknown>) => void;
  /** All answers in the order of asking, just before they are judged. */
  readonly answers?: (answers: readonly Answer<unknown, unknown>[]) => void;
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
  /** Judges answers that were read from a file. Rejects with `UsageError` where one does not fit. */
  readonly judgeSaved: (answers: readonly Omit<SavedAnswer, 'check'>[], scope: Scope) => Promise<readonly Finding[]>;
}

/** Plans, observes with bounded concurrency, follows, judges. Resolves also when the run is aborted: what was not asked has no facts. */
export function runnable<Task extends { readonly key: string }, Facts, Prepared extends Scope>(
  check: Check<Task, Facts, Prepared>,
): RunnableCheck {
  return {
    kind: check.kind,
    run: async (scope, context, { concurrency }, listener) => {
      // Every step under way listens for the run's end; that many listeners are no leak.
      setMaxListeners(0, context.signal);
      const prepared = check.prepare(scope);
      const answers = await ask(check, prepared, context, concurrency, listener);
      listener.answers?.(answers);
      return check.judge(answers, prepared);
    },
    judgeSaved: async (saved, scope) => check.judge(await answersFrom(saved, check), check.prepare(scope)),
  };
}

async function answersFrom<Task extends { readonly key: string }, Facts>(
  answers: readonly Omit<SavedAnswer, 'check'>[],
  check: Pick<Check<Task, Facts>, 'saved'>,
): Promise<readonly Answer<Task, Facts>[]> {
  const [{ fit }, schemas] = await Promise.all([import('../facts/parse.ts'), check.saved()]);
  return answers.map(({ task, facts }) => {
    const asked = fit(schemas.task, task, {});
    return facts === undefined ? { task: asked } : { task: asked, facts: fit(schemas.facts, facts, {}) };
  });
}

/** Asks all tasks and those that follow from answers; the answers in the order of asking. */
async function ask<Task extends { readonly key: string }, Facts, Prepared extends Scope>(
  check: Check<Task, Facts, Prepared>,
  scope: Prepared,
  context: Context,
  concurrency: number,
  listener: RunListener,
): Promise<readonly Answer<Task, Facts>[]> {
  const places = slots(concurrency);
  const asked = new Set<string>();
  const isWithinQuota = quotaCounter();
  const answers: Answer<Task, Facts>[] = [];
  const pending: Promise<void>[] = [];
  const waiting = new Set<string>();
  let done = 0;
  const enqueue = (tasks: readonly Task[]): void => {
    for (const task of tasks) {
      if (asked.has(task.key) || !isWithinQuota(check.quota?.(task))) continue;
      const index = asked.size;
      asked.add(task.key);
      // An answer's followers are queued, never awaited, inside its place: waiting there would block it.
      pending.push(places.run((place) => answerTo(task, index, place)));
    }
  };
  const followers = (answer: Answer<Task, Facts>): void => enqueue(check.follow?.(answer, scope) ?? []);
  const answerTo = async (task: Task, index: number, place: TaskPlace): Promise<void> => {
    waiting.add(task.key);
    const beside = { ...place, suspect: (facts: Facts) => followers({ task, facts }) };
    const answer: Answer<Task, Facts> = context.signal.aborted ? { task } : { task, facts: await check.observe(task, context, beside) };
    answers[index] = answer;
    done += 1;
    waiting.delete(task.key);
    tell(listener, answer, check, scope);
    followers(answer);
    listener.progress?.(done, asked.size, [...waiting]);
  };
  enqueue(check.plan(scope));
  listener.progress?.(0, asked.size, []);
  for (let next = pending.shift(); next !== undefined; next = pending.shift()) await next;
  return answers;
}

function tell<Task extends { readonly key: string }, Facts, Prepared extends Scope>(
  listener: RunListener,
  answer: Answer<Task, Facts>,
  check: Check<Task, Facts, Prepared>,
  scope: Prepared,
): void {
  listener.answer?.(answer);
  if (listener.finding !== undefined) check.judgeAlone?.(answer, scope).forEach(listener.finding);
}

/** Counts the tasks of each group; false: the group has its fill. */
function quotaCounter(): (quota: Quota | undefined) => boolean {
  const counts = new Map<string, number>();
  return (quota) => {
    if (quota === undefined) return true;
    const count = counts.get(quota.group) ?? 0;
    if (count >= quota.most) return false;
    counts.set(quota.group, count + 1);
    return true;
  };
}
