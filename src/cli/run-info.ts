import { randomUUID } from 'node:crypto';
import type { Settings } from '../config/settings.ts';
import type { RunInfo } from '../model/report.ts';
import { vantage } from './vantage.ts';

/** What a report says of its run, which ends now. */
export function runInfo({ mode, cloud }: Settings, startedAt: Date, told: Pick<RunInfo, 'features' | 'interrupted' | 'notes'>): RunInfo {
  const finishedAt = new Date();
  return {
    id: randomUUID(),
    startedAt: startedAt.toISOString(),
    finishedAt: finishedAt.toISOString(),
    durationMs: finishedAt.getTime() - startedAt.getTime(),
    mode,
    cloud,
    vantage: vantage(),
    ...told,
  };
}
