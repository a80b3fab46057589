/** A process of the suite: one test file, or several that do not notice each other. */
export interface Job {
  readonly name: string;
  readonly files: readonly string[];
}

/** By the minutes that they took when each ran alone. */
const LONGEST = [
  ...['faults', 'accounts', 'healthy', 'windows/release', 'windows/faults', 'proxy-auth', 'password-attempts'],
  ...['image', 'cross-domain', 'forest', 'ansible-example', 'windows/system', 'waiting', 'placement'],
].map((name) => `lab/${name}.test.js`);
/** What a file that shares its process must not have: sockets and threads, the environment, folders named after the process, the processor's time. */
const OWN_PROCESS =
  /support\/(?:lab|powershell)|chromium|cpu-time|testdir|globalThis|node:(?:net|https?|tls|dns|dgram|worker_threads|vm|v8)|process\.(?!arch\b|platform\b|version)|^t\.(?:end|plan|jobs|setTimeout)/m;
const TOGETHER = 25;

/**
 * The order in which test files start. The longest go first, so that none is left alone at the end; files of the lab, which mostly wait, are spread among
 * the others, which compute. `textOf` is the text of a file.
 */
export function planOf(files: readonly string[], textOf: (file: string) => string): readonly Job[] {
  const rank = (file: string): number => LONGEST.findIndex((end) => file.endsWith(end));
  const first = files.filter((file) => rank(file) >= 0).sort((a, b) => rank(a) - rank(b));
  const lab = files.filter((file) => rank(file) < 0 && file.includes('/lab/'));
  const units = files.filter((file) => !file.includes('/lab/'));
  const shared = units.filter((file) => file.includes('/unit/') && !OWN_PROCESS.test(textOf(file)));
  const single = units.filter((file) => !shared.includes(file));
  const groups = Array.from({ length: Math.ceil(shared.length / TOGETHER) }, (_, index) =>
    together(shared.slice(index * TOGETHER, (index + 1) * TOGETHER), index + 1),
  );
  return spread([...first, ...lab].map(alone), [...groups, ...single.map(alone)]);
}

function alone(file: string): Job {
  return { name: file, files: [file] };
}

function together(files: readonly string[], number: number): Job {
  return { name: `${files.length} files together, ${number}`, files };
}

/** Both lists in their order, each evenly over the whole. */
function spread(some: readonly Job[], others: readonly Job[]): readonly Job[] {
  const placed = [some, others].flatMap((jobs) => jobs.map((job, index) => ({ job, place: index / jobs.length })));
  return placed.sort((a, b) => a.place - b.place).map(({ job }) => job);
}
