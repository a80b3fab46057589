/** A task and what came back. No facts: the run ended before the task was done. */
export interface Answer<Task, Facts> {
  readonly task: Task;
  readonly facts?: Facts;
}
