import { z } from 'zod';
import { failureSchema, stepSchema } from '../../facts/observation.ts';
import { hostPortSchema } from '../../facts/scope.ts';
import { STANDPOINTS } from '../../model/servers.ts';
import type { SavedSchemas } from '../saved.ts';
import type { PortFacts } from './facts.ts';
import { DATAGRAMS, type PortTask } from './plan.ts';

const yes = z.exactOptional(z.literal(true));

export const saved: SavedSchemas<PortTask, PortFacts> = {
  task: z.discriminatedUnion('question', [
    z.object({
      question: z.literal('connection'),
      key: z.string(),
      from: z.enum(STANDPOINTS),
      target: hostPortSchema,
      dynamic: yes,
      isFound: yes,
      listener: z.string(),
      isOptional: yes,
      isSqlServer: yes,
      why: z.string(),
    }),
    z.object({ question: z.literal('domain-controllers'), key: z.string(), domain: z.string() }),
    z.object({
      ...{ question: z.literal('datagram'), key: z.string(), datagram: z.enum(DATAGRAMS), from: z.enum(STANDPOINTS) },
      ...{ host: z.string(), domain: z.string(), client: z.string(), isFound: yes },
    }),
  ]),
  facts: z.discriminatedUnion('question', [
    z.object({
      question: z.literal('connection'),
      steps: z.array(stepSchema),
      dynamicPort: z.exactOptional(z.number()),
      sqlVersion: z.exactOptional(z.string()),
      dynamicSteps: z.exactOptional(z.array(stepSchema)),
      mapperFailure: z.exactOptional(failureSchema),
    }),
    z.object({ question: z.literal('domain-controllers'), controllers: z.array(z.string()), failure: z.exactOptional(failureSchema) }),
    z.object({ question: z.literal('datagram'), address: z.exactOptional(z.string()), failure: z.exactOptional(failureSchema) }),
  ]),
};
