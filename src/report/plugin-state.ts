import type { Report, RunVerdict } from '../model/report.ts';

/** A state of a plug-in of Nagios or Icinga, and the exit code that says so (nagios-plugins.org, "Development Guidelines": "Plugin Return Codes"). */
export interface PluginState {
  readonly word: 'OK' | 'WARNING' | 'CRITICAL' | 'UNKNOWN';
  readonly code: 0 | 1 | 2 | 3;
}

const STATES: Readonly<Record<RunVerdict, PluginState>> = {
  pass: { word: 'OK', code: 0 },
  warn: { word: 'WARNING', code: 1 },
  fail: { word: 'CRITICAL', code: 2 },
  inconclusive: { word: 'UNKNOWN', code: 3 },
};

/** The state of a report, by its verdict alone. */
export function pluginStateOf({ summary }: Pick<Report, 'summary'>): PluginState {
  return STATES[summary.verdict];
}
