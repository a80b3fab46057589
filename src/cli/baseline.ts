import type { Report } from '../model/report.ts';
import { UsageError } from '../model/usage-error.ts';
import type { Settings } from '../settings/settings.ts';
import { loadReport } from './saved-report.ts';

/** The report that `--baseline` names. Throws `UsageError` when it cannot be read, and when regressions are asked for without one. */
export async function loadBaseline({ baseline, failOn }: Settings): Promise<Report | undefined> {
  if (baseline !== undefined) return loadReport(baseline);
  if (failOn !== 'regression') return undefined;
  throw new UsageError('there is nothing to compare with', { field: '--fail-on', hint: 'name a saved JSON report with --baseline FILE' });
}
