import { observationSchema } from '../../facts/observation.ts';
import { probeSchema } from '../../facts/scope.ts';
import type { Observation } from '../../model/network/observation.ts';
import type { Probe } from '../../model/network/probe.ts';
import type { SavedSchemas } from '../saved.ts';

export const saved: SavedSchemas<Probe, Observation> = { task: probeSchema, facts: observationSchema };
