import type { Finding, Status } from '../../model/finding.ts';
import { STATUSES } from '../../model/finding.ts';
import type { Report, RunVerdict } from '../../model/report.ts';
import { terminal as visible } from '../../text/escape.ts';
import { clip } from '../../text/layout.ts';
import type { Format } from './format.ts';

type Labels = Readonly<Record<string, string>>;
type Sample = readonly [labels: Labels, value: number];

/** One metric with its samples. All are gauges: each run says anew how things are. */
interface Metric {
  readonly name: string;
  readonly help: string;
  readonly samples: readonly Sample[];
}

/** The value of `configmgr_preflight_finding_status`; the numbers stay what they are. */
const STATUS_VALUES: Readonly<Record<Status, number>> = { pass: 0, warn: 1, fail: 2, inconclusive: 3, skip: 4 };
const VERDICT_VALUES: Readonly<Record<RunVerdict, number>> = { pass: 0, warn: 1, fail: 2, inconclusive: 3 };
const LAYERS = ['dns', 'tcp', 'proxy', 'tls', 'http', 'total'] as const;

/**
 * The text format of Prometheus 0.0.4 (prometheus.io, "Exposition formats"), for the textfile collectors of node_exporter and windows_exporter: line feeds, no time
 * stamps, which these collectors refuse.
 */
export const prometheus: Format = {
  title: 'Metrics for the textfile collector of Prometheus',
  extension: 'prom',
  mediaType: 'text/plain; version=0.0.4',
  render: (report) =>
    metricsOf(report)
      .flatMap(metricLines)
      .map((line) => `${line}\n`)
      .join(''),
};

function metricsOf(report: Report): readonly Metric[] {
  const { findings } = report;
  const own = distinct(findings);
  return [
    ...runMetrics(report),
    {
      name: 'findings',
      help: 'Findings of the last run by status; a problem of a whole route is counted by the findings that it explains.',
      samples: STATUSES.map((status) => [{ status }, report.summary[status]]),
    },
    {
      name: 'owner_findings',
      help: 'Findings of the last run that fail or warn, by who can fix them.',
      samples: Object.entries(report.summary.byOwner).map(([owner, count]) => [{ owner }, count]),
    },
    {
      name: 'finding_status',
      help: `Status of a finding: ${numbersOf(STATUS_VALUES)}.`,
      samples: own.map((finding) => [findingLabels(finding), STATUS_VALUES[finding.status]]),
    },
    {
      name: 'finding_duration_seconds',
      help: 'Seconds that the probe of a finding spent in a layer.',
      samples: own.flatMap(layerSamples),
    },
  ];
}

function runMetrics({ tool, run, catalogs, summary }: Report): readonly Metric[] {
  const host = { host: run.vantage.hostname };
  return [
    {
      name: 'info',
      help: 'The program and machine of the last run; always 1.',
      samples: [[{ version: tool.version, ...host, mode: run.mode, cloud: run.cloud }, 1]],
    },
    { name: 'verdict', help: `Verdict of the last run: ${numbersOf(VERDICT_VALUES)}.`, samples: [[{}, VERDICT_VALUES[summary.verdict]]] },
    {
      name: 'catalog_info',
      help: 'A catalog of the last run; always 1.',
      samples: [...new Map(catalogs.map(({ id, revision }) => [id, [{ catalog: id, revision }, 1] as const])).values()],
    },
    {
      name: 'run_start_timestamp_seconds',
      help: 'When the last run began, in seconds since 1970-01-01 UTC.',
      samples: [[{}, secondsOf(run.startedAt)]],
    },
    {
      name: 'run_end_timestamp_seconds',
      help: 'When the last run ended, in seconds since 1970-01-01 UTC: alert when it is too long ago.',
      samples: [[{}, secondsOf(run.finishedAt)]],
    },
    { name: 'run_duration_seconds', help: 'How long the last run took.', samples: [[{}, run.durationMs / 1000]] },
    {
      name: 'run_interrupted',
      help: 'Whether the last run was interrupted or reached its deadline.',
      samples: [[{}, run.interrupted ? 1 : 0]],
    },
  ];
}

function numbersOf(values: Readonly<Record<string, number>>): string {
  return Object.entries(values)
    .map(([word, value]) => `${value} ${word}`)
    .join(', ');
}

/** A series may occur once (a saved report may hold an id twice): the first stands. */
function distinct(findings: readonly Finding[]): readonly Finding[] {
  return [...new Map([...findings].reverse().map((finding) => [clip(finding.id), finding])).values()].reverse();
}

/** Nothing that changes from run to run, which would make another series of it: neither cause nor owner. */
function findingLabels({ id, kind, feature, route, required }: Finding): Labels {
  return { id: clip(id), kind, feature: feature ?? '', route: route ?? '', required: String(required) };
}

function layerSamples(finding: Finding): readonly Sample[] {
  const labels = findingLabels(finding);
  return LAYERS.flatMap((layer): readonly Sample[] => {
    const ms = finding.timings[`${layer}Ms`];
    return ms === undefined || (layer === 'total' && ms === 0) ? [] : [[{ ...labels, layer }, Number((ms / 1000).toFixed(6))]];
  });
}

function secondsOf(time: string): number {
  return Date.parse(time) / 1000;
}

function metricLines({ name, help, samples }: Metric): readonly string[] {
  const full = `configmgr_preflight_${name}`;
  if (samples.length === 0) return [];
  return [`# HELP ${full} ${help}`, `# TYPE ${full} gauge`, ...samples.map(([labels, value]) => `${full}${labelText(labels)} ${value}`)];
}

function labelText(labels: Labels): string {
  const parts = Object.entries(labels).map(([name, value]) => `${name}="${labelValue(value)}"`);
  return parts.length === 0 ? '' : `{${parts.join(',')}}`;
}

/** `\`, `"` and line ends are escaped, which are the only ones; what is hidden was made visible before. */
function labelValue(text: string): string {
  return visible(clip(text)).replace(/[\\"]/g, '\\$&');
}
