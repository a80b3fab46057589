import { z } from 'zod';
import { endpointLineSchema, headSchema } from '../facts/saved-run.ts';
import { saved as account } from './account/saved.ts';
import { saved as endpoint } from './endpoint/saved.ts';
import { saved as host } from './host/saved.ts';
import { saved as placement } from './placement/saved.ts';
import { saved as port } from './port/saved.ts';
import type { SavedSchemas } from './saved.ts';

/** The schema of one line of a file of facts, answers of every check included; `reports/facts.schema.json` is made from it. */
export function factsSchema(): z.ZodType {
  return z.union([
    headSchema,
    endpointLineSchema,
    answers('endpoint', endpoint),
    answers('account', account),
    answers('port', port),
    answers('placement', placement),
    answers('host', host),
  ]);
}

function answers<Task, Facts>(check: string, { task, facts }: SavedSchemas<Task, Facts>): z.ZodType {
  return z.object({ type: z.literal('answer'), check: z.literal(check), task, facts: facts.optional() });
}
