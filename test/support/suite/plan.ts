/** A process of the suite: one test file, or several, one after the other. */
export interface Job {
  readonly name: string;
  readonly files: readonly string[];
  readonly kind?: ProcessKind;
}

/** The variable of the environment that names the files of a process, one a line. */
export const TOGETHER = 'TEST_FILES_TOGETHER';
/** By the minutes that they took when each ran alone. */
const LONGEST = [
  ...['faults', 'accounts', 'healthy', 'windows/release', 'windows/faults', 'proxy-auth', 'password-attempts'],
  ...['image', 'cross-domain', 'forest', 'ansible-example', 'windows/system', 'waiting', 'placement'],
].map((name) => `lab/${name}.test.js`);
/** What of a test file would end the tests of all others in its process, or is of the lab. */
const ALONE = /support\/lab|^t\.(?:end|plan|jobs|setTimeout)/m;
/** What measures the processor's time shares its process with others that do, in which nothing large is kept. */
const MEASURES = /cpu-time|cpuUsage/;
/** What mostly waits: for sockets, threads, other processes. */
const WAITS =
  /node:(?:net|https?|tls|dns|dgram|worker_threads|child_process)|support\/(?:powershell|dns-server|run-program)|chromium|sharedWait/;
/** Into how many processes the unit tests go: each loads most of the program and of the tests' own libraries once more. */
const PROCESSES = { waiting: 2, measuring: 2, computing: 3 } as const;
type ProcessKind = keyof typeof PROCESSES;

/** The process that a unit test with this text runs in; undefined: one of its own. */
function kindOf(text: string): ProcessKind | undefined {
  if (ALONE.test(text)) return undefined;
  if (MEASURES.test(text)) return 'measuring';
  return WAITS.test(text) ? 'waiting' : 'computing';
}

/**
 * The order in which test files start. The longest go first, so that none is left alone at the end; files of the lab, which mostly wait, are spread among
 * the others, which compute. `textOf` is the text of a file.
 */
export function planOf(files: readonly string[], textOf: (file: string) => string): readonly Job[] {
  const rank = (file: string): number => LONGEST.findIndex((end) => file.endsWith(end));
  const first = files.filter((file) => rank(file) >= 0).sort((a, b) => rank(a) - rank(b));
  const lab = files.filter((file) => rank(file) < 0 && file.includes('/lab/'));
  const units = files.filter((file) => !file.includes('/lab/'));
  const kinds = new Map(units.map((file) => [file, file.includes('/unit/') ? kindOf(textOf(file)) : undefined]));
  const groups = (['waiting', 'measuring', 'computing'] as const).flatMap((kind) =>
    dealt(
      units.filter((file) => kinds.get(file) === kind),
      kind,
    ),
  );
  const single = units.filter((file) => kinds.get(file) === undefined);
  return spread([...first, ...lab].map(alone), [...groups, ...single.map(alone)]);
}

function alone(file: string): Job {
  return { name: file, files: [file] };
}

/** Dealt out like cards: neighbours in a folder take about the same time. */
function dealt(files: readonly string[], kind: ProcessKind): readonly Job[] {
  const number = PROCESSES[kind];
  return Array.from({ length: number }, (_, place) => files.filter((_, index) => index % number === place))
    .filter((some) => some.length > 0)
    .map((some, place) => ({ name: `${kind}-${place + 1}`, kind, files: some }));
}

/** Both lists in their order, each evenly over the whole. */
function spread(some: readonly Job[], others: readonly Job[]): readonly Job[] {
  const placed = [some, others].flatMap((jobs) => jobs.map((job, index) => ({ job, place: index / jobs.length })));
  return placed.sort((a, b) => a.place - b.place).map(({ job }) => job);
}
