/** The library face: a run, its report and the words for it, as the command line itself uses them. docs/library.md shows how. */
export { CAUSE_CODES, type Cause, causeInfo, layerOf, ownerOf } from './causes/index.ts';
export type { Confidence, Finding, FindingKind, Owner, Status } from './model/finding.ts';
export type { Report, ReportRoute, RunInfo, RunVerdict, Summary, Vantage } from './model/report.ts';
export { UsageError } from './model/usage-error.ts';
export type { PreflightEvents, PreparedRun, WatchEvent } from './preflight/events.ts';
export type { Outside } from './preflight/inputs.ts';
export { preflight } from './preflight/preflight.ts';
export { type Change, type Comparison, compareReports } from './report/compare/compare.ts';
export { type ExitCode, exitCodeOf, type FailOn } from './report/exit-code.ts';
export type { RenderOptions } from './report/formats/format.ts';
export { FORMAT_NAMES, type FormatName } from './report/formats/index.ts';
export { parseReport } from './report/parse.ts';
export { render } from './report/render.ts';
export type { Settings } from './settings/settings.ts';
export { settingsOf } from './settings/settings-of.ts';
