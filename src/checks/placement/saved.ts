import { z } from 'zod';
import type { SavedSchemas } from '../saved.ts';
import { type PlacementFacts, roleSchema, siteSchema } from './facts.ts';
import type { PlacementTask } from './judge/index.ts';

export const saved: SavedSchemas<PlacementTask, PlacementFacts> = {
  task: z.object({ key: z.string(), provider: z.string(), mayUseNtlm: z.exactOptional(z.literal(true)) }),
  facts: z.object({
    source: z.string(),
    sites: z.array(siteSchema),
    roles: z.array(roleSchema),
    failure: z.exactOptional(z.object({ code: z.string(), message: z.string(), httpStatus: z.exactOptional(z.number()) })),
  }),
};
