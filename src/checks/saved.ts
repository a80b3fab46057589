import type { z } from 'zod';

/** How the tasks and facts of a check look in a file. */
export interface SavedSchemas<Task, Facts> {
  readonly task: z.ZodType<Task>;
  readonly facts: z.ZodType<Facts>;
}
