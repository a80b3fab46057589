import type { Answer } from '../model/answer.ts';
import type { Finding } from '../model/finding.ts';
import type { Report, ReportRoute, Vantage } from '../model/report.ts';
import type { ScopedEndpoint } from '../model/scope.ts';
import type { Change } from '../report/compare/compare.ts';

/** What a run tells while it goes on. Every handler is optional, is called synchronously, and must not throw. */
export interface PreflightEvents {
  /** Once, when everything is read and resolved and nothing has been probed. */
  readonly prepared?: (run: PreparedRun) => void;
  /** Something that the user should know and that stops nothing: one sentence. */
  readonly warning?: (text: string) => void;
  /** Of the check under way; `total` may grow while answers call for further probes; `waiting`: keys of what is under way, `https://host:port/path@route` of probes. */
  readonly progress?: (done: number, total: number, waiting: readonly string[]) => void;
  /** The facts of one task, as they were observed: not judged, not masked, and of the check of this kind. */
  readonly answer?: (kind: string, answer: Answer<unknown, unknown>) => void;
  /** After the first round: all its facts with what judging them needs, masked, as the lines of a file that `judgeSaved` can judge again. */
  readonly facts?: (lines: Iterable<string>) => void;
  /** In the first round, a finding judged by one answer alone, as soon as there is one, waivers applied; the report has the final judgement of the same id. */
  readonly finding?: (finding: Finding) => void;
  /** The findings of one round, all answers taken together, before waivers. */
  readonly judged?: (findings: readonly Finding[]) => void;
  /** With `watch`: what happens between rounds. */
  readonly watching?: (event: WatchEvent) => void;
}

/** What is about to be asked, before the first packet is sent. */
export interface PreparedRun {
  readonly endpoints: readonly ScopedEndpoint[];
  readonly routes: readonly ReportRoute[];
  readonly vantage: Vantage;
  /** The report as it is when nothing has been asked: no findings yet, and an end that is not the run's. */
  readonly begun: Report;
}

/** What happens while a run repeats itself (`--watch`), for whoever prints it. */
export type WatchEvent =
  /** So many findings are not green; everything is asked again from now on. */
  | { readonly kind: 'begin'; readonly findings: number; readonly seconds: number }
  /** Between two rounds: what is still not green, and in how many seconds the next round begins. */
  | { readonly kind: 'waiting'; readonly standing: readonly Finding[]; readonly seconds: number }
  | { readonly kind: 'changes'; readonly changes: readonly Change[] }
  /** All is green: everything is asked once more, since a new rule can break what worked. */
  | { readonly kind: 'last-round' };
