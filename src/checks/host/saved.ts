import { z } from 'zod';
import { failureSchema } from '../../facts/observation.ts';
import type { SavedSchemas } from '../saved.ts';
import { ANSWERS, type HostFacts, type HostQuestion, type HostTask } from './facts.ts';

const question = z.enum(Object.keys(ANSWERS) as [HostQuestion, ...HostQuestion[]]);
const answered = <Q extends HostQuestion>(name: Q) => z.object({ question: z.literal(name), answer: ANSWERS[name] });

export const saved: SavedSchemas<HostTask, HostFacts> = {
  task: z.object({ key: question }),
  facts: z.union([
    answered('operating-system'),
    answered('dotnet'),
    answered('software'),
    answered('tls'),
    answered('roots'),
    answered('clock'),
    z.object({ question, failure: failureSchema }),
  ]),
};
