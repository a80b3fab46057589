import type { Lab, List } from './lab.ts';
import { alternate, type Cost } from './measure.ts';
import type { Curve } from './plot.ts';
import { before, curl, exporter, handshakeSeconds, type Node, ours } from './programs.ts';
import { fixed, head, ratio, row } from './table.ts';

const LARGE = 5000;
export const CURL = 'curl, one root';
const PUBLIC_CURL = 'curl, public roots';
const EXPORTER = 'blackbox exporter';

/** What each of the others does less, for an endpoint. */
const DOES_LESS: Readonly<Record<string, string>> = {
  [CURL]: 'looks a name up once by the system, reads no chain, writes nothing down; one authority to trust',
  [PUBLIC_CURL]: 'the same; reads all public roots for every transfer',
  [EXPORTER]: 'tells success, times and the earliest end of a certificate; no cause; the exporter itself, without curl that asks it',
};

export interface Throughput {
  readonly lines: readonly string[];
  readonly wall: readonly Curve[];
  readonly cpu: readonly Curve[];
}

/** Our program on every node, curl and, where it is installed, the exporter, over lists of several sizes. Ratios are to curl with the lab's authority alone. */
export async function throughput(lab: Lab, versions: readonly Node[], sizes: readonly number[]): Promise<Throughput> {
  const lines = [...head('endpoints', 'program', 'wall s', 'CPU s', 'peak MB', 'CPU ms per endpoint', 'wall to curl', 'CPU to curl')];
  const seen = new Map<string, (readonly [number, Cost])[]>();
  for (const size of sizes) {
    process.stderr.write(`${size} endpoints\n`);
    const costs = await alternate(size > LARGE ? 2 : 3, programs(lab, lab.list(size), versions));
    const base = costs[CURL];
    if (base === undefined) throw new Error('curl was not measured');
    for (const [name, cost] of Object.entries(costs)) {
      seen.set(name, [...(seen.get(name) ?? []), [size, cost]]);
      lines.push(costRow(size, name, cost, base));
    }
  }
  const handshake = fixed(handshakeSeconds(lab) * 1000, 2);
  const less = [...seen.keys()].flatMap((name) => (DOES_LESS[name] === undefined ? [] : [`- ${name}: ${DOES_LESS[name]}.`]));
  const floor = `- The floor: a new connection with its handshake alone takes \`openssl s_time\` ${handshake} ms of CPU.`;
  const growth = versions.map(({ version }) => `- Node ${version}: ${growthOf(seen.get(ourName(version)) ?? [])}`);
  return {
    lines: [
      ...lines,
      '',
      'What the others do less:',
      '',
      ...less,
      floor,
      '',
      'How cost grows from the smallest to the largest list above 100:',
      '',
      ...growth,
    ],
    wall: curves(seen, ({ wallSeconds }) => wallSeconds),
    cpu: curves(seen, ({ cpuSeconds }) => cpuSeconds),
  };
}

const ourName = (version: string): string => `configmgr-preflight, Node ${version}`;

function programs(lab: Lab, list: List, versions: readonly Node[]): Readonly<Record<string, () => Cost | Promise<Cost>>> {
  const asked = exporter(lab);
  const earlier = versions.flatMap((node) => {
    const run = list.size > LARGE ? undefined : before(lab, list, node);
    return run === undefined ? [] : [[`the earlier version, Node ${node.version}`, run] as const];
  });
  return {
    ...Object.fromEntries(versions.map((node) => [ourName(node.version), () => ours(lab, list, node)])),
    ...Object.fromEntries(earlier),
    [CURL]: () => curl(lab, list, lab.smallCa),
    // curl 7.88 reads all public roots for every transfer: twenty milliseconds each, not to be waited for thousands of times.
    ...(list.size > LARGE ? {} : { [PUBLIC_CURL]: () => curl(lab, list, lab.largeCa) }),
    ...(asked === undefined ? {} : { [EXPORTER]: () => asked(list) }),
  };
}

function costRow(size: number, name: string, cost: Cost, base: Cost): string {
  const { wallSeconds, cpuSeconds, peakMegabytes } = cost;
  const perEndpoint = fixed((cpuSeconds * 1000) / size, 2);
  const to = [ratio(wallSeconds, base.wallSeconds), ratio(cpuSeconds, base.cpuSeconds)];
  return row(size, name, fixed(wallSeconds, 2), fixed(cpuSeconds, 2), fixed(peakMegabytes, 0), perEndpoint, ...to);
}

const SMALLEST = 100;

/** The exponent of CPU time against size: 1 where twice the list takes twice the time. Start-up makes it less. */
function growthOf(points: readonly (readonly [number, Cost])[]): string {
  const large = points.filter(([size]) => size >= SMALLEST);
  const [first, last] = [large[0], large.at(-1)];
  if (first === undefined || last === undefined || first === last) return 'one size only';
  const exponent = Math.log(last[1].cpuSeconds / first[1].cpuSeconds) / Math.log(last[0] / first[0]);
  return `${first[0]} to ${last[0]} endpoints, exponent ${fixed(exponent, 2)}`;
}

function curves(seen: ReadonlyMap<string, readonly (readonly [number, Cost])[]>, seconds: (cost: Cost) => number): readonly Curve[] {
  return [...seen]
    .filter(([name]) => name !== PUBLIC_CURL && !name.startsWith('the earlier'))
    .map(([name, points]) => ({
      name: name.replace('configmgr-preflight, ', ''),
      points: points.map(([size, cost]) => [size, seconds(cost)] as const),
    }));
}
