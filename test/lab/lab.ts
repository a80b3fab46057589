import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Report } from '../../src/model/report.ts';
import { packageRoot } from '../../src/package-root.ts';
import { makeCertificates } from './certificates.ts';
import { Firewall } from './firewall.ts';
import { Machine, type Ran, type RunOptions } from './machine.ts';
import { type DnsRecord, Names, RESOLVER, startWorldNames, WORLD_DNS } from './names.ts';
import { attach, makeRouter } from './network.ts';
import { PROXY_ADDRESS, startProxy } from './proxy.ts';
import { GENUINE, MANY, startWeb, webAddresses } from './web.ts';
import { readWorld, type World } from './world.ts';

/** The shipped entry that most faults strike. */
export const VICTIM = 'download.microsoft.com';
/** Addresses of the servers in the lan that answer DNS questions wrongly, by what they reply. */
export const BAD_RESOLVERS = {
  silent: '10.77.0.61',
  garbage: '10.77.0.62',
  'another-question': '10.77.0.63',
  truncated: '10.77.0.64',
  'alias-loop': '10.77.0.65',
} as const;
/** A DNS server that knows the company's own names and refuses all others. */
export const INTERNAL_RESOLVER = '10.77.0.54';

const PACKAGE = packageRoot();
const PROGRAM = join(PACKAGE, 'build/src/cli/bin.cjs');
const script = (name: string): string => join(PACKAGE, `build/test/lab/${name}.js`);

/** What a run of the program in the lab came to. */
export interface Checked extends Ran {
  /** Undefined when standard output is no JSON. */
  readonly report: Report | undefined;
  readonly durationMs: number;
}

/** An internet in a box: client, resolver and proxy in a lan, servers in a wan, and a border firewall between them. */
export interface Lab {
  readonly client: Machine;
  readonly proxy: Machine;
  readonly firewall: Firewall;
  readonly names: Names;
  readonly world: World;
  /** A folder that every machine has at the same place; `ca/root.pem` in it is the genuine root. */
  readonly shared: string;
  /** The built program on the client, with JSON on standard output and the lab's root as genuine. */
  check(args: readonly string[], options?: RunOptions): Promise<Checked>;
  /** Runs when the lab is reset: what an arrangement has to put back. */
  undo(act: () => Promise<unknown>): void;
  /** Back to health. */
  reset(): Promise<void>;
  stop(): Promise<void>;
}

export interface LabOptions {
  /** Further names of the wan. */
  readonly records?: readonly DnsRecord[];
}

/** Starts a lab of its own for the calling process; several run side by side, and all end with their process. */
export async function startLab({ records = [] }: LabOptions = {}): Promise<Lab> {
  await removeLeftovers();
  const shared = await mkdtemp(join(tmpdir(), `preflight-lab-${process.pid}-`));
  await mkdir(join(shared, 'logs'), { mode: 0o1777 });
  const folders = [PACKAGE, shared];
  const names = ['firewall', 'client', 'resolver', 'proxy', 'internet'] as const;
  const [machines, world] = await Promise.all([
    Promise.all(names.map((name) => Machine.start(name, folders, join(shared, 'logs')))),
    readWorld(),
  ]);
  const [firewall, client, resolver, proxy, internet] = machines as [Machine, Machine, Machine, Machine, Machine];
  const stop = async (): Promise<void> => {
    await Promise.all(machines.map((machine) => machine.stop()));
    await rm(shared, { recursive: true, force: true });
  };
  try {
    await makeRouter(firewall);
    await Promise.all([
      makeCertificates(join(shared, 'ca'), [...world.hosts, '*.lab.test', '*.load.lab.test'], VICTIM),
      attach(firewall, client, 'lan', ['10.77.0.10', '2001:db8:77::10']),
      attach(firewall, resolver, 'lan', [RESOLVER, INTERNAL_RESOLVER, ...Object.values(BAD_RESOLVERS)]),
      attach(firewall, proxy, 'lan', [PROXY_ADDRESS, '2001:db8:77::31']),
      attach(firewall, internet, 'wan', [WORLD_DNS, ...webAddresses()]),
      firewall.must(['ip', 'route', 'add', MANY.block, 'via', GENUINE.v4[0]]),
    ]);
    const [resolving] = await Promise.all([
      Names.start(resolver, client),
      startBadResolvers(resolver),
      startWorldNames(internet, shared, [...recordsOf(world), ...records]),
      startWeb(internet, shared, world.answers, script('bad-server')),
      startProxy(proxy, shared, [VICTIM], script('bad-server')),
    ]);
    return makeLab({ client, proxy, shared, world, stop, names: resolving, firewall: new Firewall(firewall) });
  } catch (error) {
    await stop();
    throw error;
  }
}

function makeLab(parts: Pick<Lab, 'client' | 'proxy' | 'firewall' | 'names' | 'world' | 'shared' | 'stop'>): Lab {
  const { client, firewall, names, shared } = parts;
  const undone: (() => Promise<unknown>)[] = [];
  return {
    ...parts,
    check: async (args, options) => {
      const began = performance.now();
      const argv = [process.execPath, PROGRAM, 'check', '--ca-file', join(shared, 'ca/root.pem'), '--format', 'json', ...args];
      const ran = await client.run(argv, { cwd: shared, ...options });
      return { ...ran, report: parsed(ran.stdout), durationMs: performance.now() - began };
    },
    undo: (act) => void undone.push(act),
    reset: async () => {
      for (let act = undone.pop(); act !== undefined; act = undone.pop()) await act();
      await Promise.all([firewall.reset(), names.reset()]);
    },
  };
}

function parsed(text: string): Report | undefined {
  try {
    return JSON.parse(text) as Report;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Every third name is an alias of a content network's, as most names of the catalog are in truth. */
function recordsOf({ hosts }: World): readonly DnsRecord[] {
  const addresses = (owner: string): readonly DnsRecord[] => [
    ...GENUINE.v4.map((address): DnsRecord => [owner, 'A', address]),
    [owner, 'AAAA', GENUINE.v6],
  ];
  return [...hosts, 'ok.lab.test'].flatMap((host, index) => {
    if (index % 3 !== 0 && host !== VICTIM) return addresses(host);
    const [first, second] = [`${host}.edgekey.net`, `e${1000 + index}.dscb.akamaiedge.net`];
    return [[host, 'CNAME', first], [first, 'CNAME', second], ...addresses(second)] as const;
  });
}

async function startBadResolvers(machine: Machine): Promise<void> {
  const wrong = Object.entries(BAD_RESOLVERS).map(([reply, address]) => `${reply}@${address}`);
  await machine.spawn([process.execPath, script('bad-resolver'), ...wrong]);
  const own = ['--no-daemon', '--conf-file=/dev/null', '--no-resolv', '--no-hosts', '--user=root', '--bind-interfaces'];
  const host = `--host-record=proxy.corp.test,${PROXY_ADDRESS}`;
  await machine.spawn(['dnsmasq', ...own, `--listen-address=${INTERNAL_RESOLVER}`, host]);
  await machine.listening(`${BAD_RESOLVERS.silent}:53`, `${INTERNAL_RESOLVER}:53/udp`);
}

/** Folders of test processes that were killed before they could clean up. */
async function removeLeftovers(): Promise<void> {
  for (const entry of await readdir(tmpdir())) {
    const owner = /^preflight-lab-(\d+)-/.exec(entry)?.[1];
    if (owner === undefined || existsSync(`/proc/${owner}`)) continue;
    await rm(join(tmpdir(), entry), { recursive: true, force: true });
  }
}
