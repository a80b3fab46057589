import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import type { RunInfo } from '../model/report.ts';
import type { Settings } from '../settings/settings.ts';
import { vantage } from './machine/vantage.ts';

/** What a report says of its run, which ends now. */
export function runInfo(
  { mode, cloud, configFile }: Settings,
  startedAt: Date,
  told: Pick<RunInfo, 'features' | 'interrupted' | 'notes'>,
): RunInfo {
  const finishedAt = new Date();
  return {
    id: randomUUID(),
    startedAt: startedAt.toISOString(),
    finishedAt: finishedAt.toISOString(),
    durationMs: finishedAt.getTime() - startedAt.getTime(),
    mode,
    cloud,
    ...(configFile === undefined ? {} : { configFile }),
    vantage: vantage(),
    ...told,
  };
}

/** Says that settings came from a file; without its folders, which may be of the inside. */
export function configNotes({ configFile }: Settings): readonly string[] {
  return configFile === undefined ? [] : [`Settings were read from ${basename(configFile)}.`];
}
