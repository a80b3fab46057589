import { z } from 'zod';
import { VALIDITY } from './validity.ts';

/** What changed of entries that stay: a dated row of a catalog's `changes`. */
export const changeSchema = z.strictObject({
  on: z
    .string()
    .regex(VALIDITY, 'must be a day (2026-04-01), a month (2025-09), a year or a release (2509)')
    .describe('The day, the month or the release from which on it holds'),
  entries: z
    .array(z.string().min(1).max(200))
    .max(100)
    .default([])
    .describe('Ids of the entries that it is about; none: it is about the product as a whole'),
  what: z.string().min(1).max(500).describe('One sentence: what is different from then on'),
  source: z.string().min(1).max(300).describe('A key of `sources`, optionally with #anchor'),
});

/** What was different in a catalog before or after a day or release. */
export type DatedChange = z.infer<typeof changeSchema>;
