import type { Answer } from '../model/answer.ts';
import type { Finding } from '../model/finding.ts';
import type { Context } from '../model/network/context.ts';
import type { Scope } from '../model/scope.ts';
import type { SavedSchemas } from './saved.ts';

/** At most so many tasks of a group are asked in a run; those that come later are left out. */
export interface Quota {
  readonly group: string;
  readonly most: number;
}

/** A task's place among those that run at the same time. */
export interface TaskPlace {
  /** The task waits for a silent peer, which costs this machine nothing: another may begin meanwhile. Returns what ends that. */
  readonly quiet: () => () => void;
  /** For what is worth having only while others work anyway. The signal fires when nobody does; the place is given back until the work ends. */
  readonly whileOthersWork: <T>(work: (signal: AbortSignal) => Promise<T>) => Promise<T>;
}

/** What a task can tell the run while it is observed, and learn from it. */
export interface Beside<Facts> extends TaskPlace {
  /** Facts as they will be if the peer stays silent: what an answer like that calls for begins now, not behind it. */
  readonly suspect: (facts: Facts) => void;
}

/**
 * A check: tasks are planned, observed, followed and judged. Only `observe` touches the world; the others are functions of their arguments, and
 * whatever has to be counted in a run is counted by `run.ts`.
 */
export interface Check<Task extends { readonly key: string }, Facts, Prepared extends Scope = Scope> {
  readonly kind: string;
  /** The scope with what the others look up in it, worked out once a run. */
  prepare(scope: Scope): Prepared;
  /** The tasks of a scope; findings for what is not asked (skips) come from `judge`. */
  plan(scope: Prepared): readonly Task[];
  /** Never throws: what went wrong is a fact. */
  observe(task: Task, context: Context, beside: Beside<Facts>): Promise<Facts>;
  /** Further tasks that an answer calls for; a key that was already asked ends the loop. */
  follow?(answer: Answer<Task, Facts>, scope: Prepared): readonly Task[];
  /** What bounds the number of tasks like this one. Undefined: nothing does. */
  quota?(task: Task): Quota | undefined;
  /** Gets all answers of the run: some causes show only side by side. */
  judge(answers: readonly Answer<Task, Facts>[], scope: Prepared): readonly Finding[];
  /** How its tasks and facts look in a file, so that `judge` can be asked again; loaded only for whoever reads such a file. */
  saved(): Promise<SavedSchemas<Task, Facts>>;
  /** What one answer says by itself, for whoever watches the run; `judge` may say otherwise at the end. */
  judgeAlone?(answer: Answer<Task, Facts>, scope: Prepared): readonly Finding[];
}
