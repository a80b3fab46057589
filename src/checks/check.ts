import type { Answer } from '../model/answer.ts';
import type { Finding } from '../model/finding.ts';
import type { Context } from '../model/network/context.ts';
import type { Scope } from '../model/scope.ts';

/** A check: tasks are planned, observed, followed and judged. Only `observe` touches the world. */
export interface Check<Task extends { readonly key: string }, Facts> {
  readonly kind: string;
  /** The tasks of a scope; findings for what is not asked (skips) come from `judge`. */
  plan(scope: Scope): readonly Task[];
  /** Never throws: what went wrong is a fact. */
  observe(task: Task, context: Context): Promise<Facts>;
  /** Further tasks that an answer calls for; a key that was already asked ends the loop. */
  follow?(answer: Answer<Task, Facts>, scope: Scope): readonly Task[];
  /** Gets all answers of the run: some causes show only side by side. */
  judge(answers: readonly Answer<Task, Facts>[], scope: Scope): readonly Finding[];
  /** What one answer says by itself, for whoever watches the run; `judge` may say otherwise at the end. */
  judgeAlone?(answer: Answer<Task, Facts>, scope: Scope): readonly Finding[];
}
