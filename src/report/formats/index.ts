import type { Format } from './format.ts';

/** Report formats by name, loaded when asked for. One line each. */
export const FORMAT_MODULES = {
  table: async () => (await import('./table/index.ts')).table,
  json: async () => (await import('./json.ts')).json,
  ndjson: async () => (await import('./ndjson.ts')).ndjson,
  md: async () => (await import('./md.ts')).md,
  junit: async () => (await import('./junit.ts')).junit,
  csv: async () => (await import('./csv.ts')).csv,
  html: async () => (await import('./html/index.ts')).htmlFormat,
  request: async () => (await import('./request/index.ts')).request,
  tap: async () => (await import('./tap.ts')).tap,
  github: async () => (await import('./builds/github.ts')).github,
  'github-summary': async () => (await import('./builds/github-summary.ts')).githubSummary,
  gitlab: async () => (await import('./builds/gitlab.ts')).gitlab,
  azure: async () => (await import('./builds/azure.ts')).azure,
  prometheus: async () => (await import('./prometheus.ts')).prometheus,
  nagios: async () => (await import('./nagios.ts')).nagios,
  teams: async () => (await import('./teams/index.ts')).teams,
} as const satisfies Readonly<Record<string, () => Promise<Format>>>;

/** What `--format` and `--report` take. */
export type FormatName = keyof typeof FORMAT_MODULES;
export const FORMAT_NAMES = Object.keys(FORMAT_MODULES) as readonly FormatName[];
