import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import type { RunInfo } from '../model/report.ts';
import type { ScopedEndpoint } from '../model/scope.ts';
import type { Settings } from '../settings/settings.ts';
import { vantage } from './machine/vantage.ts';

/** What makes a run this one. */
export interface RunBeginning {
  readonly id: string;
  readonly startedAt: Date;
}

/** A run that begins now, with an identifier of its own. */
export function runBeginning(): RunBeginning {
  return { id: randomUUID(), startedAt: new Date() };
}

/** What a report says of its run, which ends now. */
export function runInfo(
  { mode, cloud, configFile }: Settings,
  { id, startedAt }: RunBeginning,
  { features, ...told }: Pick<RunInfo, 'features' | 'interrupted' | 'notes'>,
): RunInfo {
  const finishedAt = new Date();
  return {
    id,
    startedAt: startedAt.toISOString(),
    finishedAt: finishedAt.toISOString(),
    durationMs: finishedAt.getTime() - startedAt.getTime(),
    mode,
    cloud,
    features,
    ...(configFile === undefined ? {} : { configFile }),
    vantage: vantage(),
    ...told,
  };
}

/** The features that a run asks for. */
export function featuresOf(endpoints: readonly ScopedEndpoint[]): readonly string[] {
  return [...new Set(endpoints.map(({ endpoint }) => endpoint.feature))];
}

/** Says that settings came from a file; without its folders, which may be of the inside. */
export function configNotes({ configFile }: Settings): readonly string[] {
  return configFile === undefined ? [] : [`Settings were read from ${basename(configFile)}.`];
}
