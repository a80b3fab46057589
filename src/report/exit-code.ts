import type { Report } from '../model/report.ts';

export const FAIL_ON = ['fail', 'warn', 'regression'] as const;
/** Whose exit codes: those of this program, or those of plug-ins of Nagios and Icinga. */
export const EXIT_CODE_SETS = ['own', 'nagios'] as const;
/** The mildest result that makes a run exit with 1 (`--fail-on`). */
export type FailOn = (typeof FAIL_ON)[number];
/** What a run that was made can exit with; mistakes and bugs have codes of their own in `cli`. */
export type ExitCode = 0 | 1 | 2 | 3 | 130;

/**
 * The exit code of a run; nobody else decides it. `regressions` is the number of findings that got worse than the baseline, for `--fail-on regression`.
 * 130 is an interrupt by the user; a deadline that was reached leaves required findings inconclusive, which is 3.
 */
export function exitCodeOf(
  report: Report,
  failOn: FailOn,
  { interrupted, regressions = 0 }: { readonly interrupted: boolean; readonly regressions?: number },
): ExitCode {
  if (interrupted) return 130;
  const has = (status: string): boolean => report.findings.some((finding) => finding.status === status);
  const failed = failOn === 'regression' ? regressions > 0 : has('fail') || (failOn === 'warn' && has('warn'));
  if (failed) return 1;
  const undecided = report.findings.some((finding) => finding.status === 'inconclusive' && finding.required);
  return undecided || report.summary.verdict === 'inconclusive' ? 3 : 0;
}
