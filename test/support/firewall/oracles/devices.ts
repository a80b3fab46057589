import { type ChildProcess, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LONE_SQUID } from './lone-squid.ts';
import { listening, type Start, startSuricata, until } from './programs.ts';
import { addressOf, answering, DNSMASQ, preflight } from './world.ts';

/** The programs that can stand between ours and the world. */
export type DeviceName = 'squid' | 'nftables' | 'suricata';

/** What a device has to know of its surroundings. */
export interface DeviceQuestion {
  readonly dir: string;
  readonly names: readonly string[];
  /** What the border lets through by rules of its own: `host:port`. */
  readonly open?: readonly string[];
  /** What the packet filter does with the rest, in nft's words (default `drop`). */
  readonly rest?: string;
}

/** A device in the path between the program and the world. `load` replaces what it had by the given exports. */
export interface Device {
  readonly dialects: readonly string[];
  readonly route: readonly string[];
  /** Exports are added to each other; otherwise a new one replaces all before. */
  readonly adds: boolean;
  load(files: readonly string[]): Promise<void>;
}
export type MakeDevice = (question: DeviceQuestion, start: Start) => Device;

const stop = async (child: ChildProcess | undefined) => {
  if (child === undefined || child.exitCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
};

const SQUID = `
http_port 127.0.0.1:3128
dns_nameservers 127.0.0.2
hosts_file none
${LONE_SQUID}
visible_hostname proxy.test
`;

/** An explicit proxy that denies all but what the exports allow. */
const squid: MakeDevice = ({ dir }, start) => {
  let running: ChildProcess | undefined;
  return {
    dialects: ['squid'],
    route: ['--route', 'http://127.0.0.1:3128'],
    adds: true,
    load: async (files) => {
      await stop(running);
      writeFileSync(join(dir, 'squid.conf'), `${SQUID}${files.map((file) => `include ${file}\n`).join('')}http_access deny all\n`);
      running = start('squid', ['-N', '-f', join(dir, 'squid.conf')]);
      await until('squid', () => listening(3128, '127.0.0.1'));
    },
  };
};

/** The border's own rules, those that were exported, and what becomes of the rest. */
function policy({ names, open = [], rest = 'drop' }: DeviceQuestion): string {
  const own = open.map((place) => place.split(':') as [string, string]).map(([host, port]) => `${addressOf(names, host)} . ${port}`);
  return `
add chain inet filter output { type filter hook output priority 0; policy accept; }
add rule inet filter output ip daddr != 198.51.100.0/24 accept
${own.length === 0 ? '' : `add rule inet filter output ip daddr . tcp dport { ${own.join(', ')} } accept`}
add rule inet filter output jump preflight
add rule inet filter output tcp flags syn / fin,syn,rst,ack ${rest}
`;
}

/** A packet filter that drops all but the addresses that dnsmasq gave for allowed names. */
const nftables: MakeDevice = (question, start) => {
  const { dir, names } = question;
  let running: ChildProcess | undefined;
  return {
    dialects: ['nftables', 'dnsmasq-nftset'],
    route: ['--route', 'direct', '--resolver', 'udp://127.0.0.3'],
    adds: false,
    load: async ([rules = '', options = '']) => {
      await stop(running);
      writeFileSync(join(dir, 'policy.nft'), policy(question));
      execFileSync('nft', ['flush', 'ruleset']);
      for (const file of [rules, join(dir, 'policy.nft')]) execFileSync('nft', ['-f', file]);
      running = start('dnsmasq', [...DNSMASQ, `--conf-file=${options}`, '--listen-address=127.0.0.3', '--server=127.0.0.2']);
      await answering('127.0.0.3', names[0] ?? '', addressOf(names, names[0] ?? ''));
    },
  };
};

const DROP_REST = `drop tls any any -> any any (msg:"rest"; flow:to_server; sid:1; rev:1;)
drop http any any -> any any (msg:"rest"; flow:to_server; sid:2; rev:1;)
`;

/** An inline sensor that drops TLS and HTTP unless a rule passes it. */
const suricata: MakeDevice = ({ dir }, start) => {
  let running: ChildProcess | undefined;
  for (const side of ['--dport', '--sport']) {
    execFileSync('iptables-legacy', [
      '-A',
      'OUTPUT',
      '-p',
      'tcp',
      '-m',
      'multiport',
      `${side}s`,
      '80,443',
      '-j',
      'NFQUEUE',
      '--queue-num',
      '0',
    ]);
  }
  return {
    dialects: ['suricata'],
    route: ['--route', 'direct', '--resolver', 'udp://127.0.0.2'],
    adds: true,
    load: async (files) => {
      await stop(running);
      const rules = join(dir, 'all.rules');
      writeFileSync(rules, `${files.map((file) => readFileSync(file, 'utf8')).join('')}${DROP_REST}`);
      running = await startSuricata(start, dir, rules);
    },
  };
};

/** By name. */
export const DEVICES: Readonly<Record<DeviceName, MakeDevice>> = { squid, nftables, suricata };

/** The program's own exports, one file a dialect: of the entries with these ids (none: of all), and with further arguments. */
export async function exports(
  dir: string,
  name: string,
  dialects: readonly string[],
  only: readonly string[],
  further: readonly string[] = [],
): Promise<readonly string[]> {
  const files: string[] = [];
  for (const dialect of dialects) {
    const file = join(dir, `${name}.${dialect}`);
    const { code, err } = await preflight(
      'firewall',
      '--dialect',
      dialect,
      '-o',
      file,
      ...only.flatMap((id) => ['--only', id]),
      ...further,
    );
    if (code !== 0) throw new Error(`firewall --dialect ${dialect} ended in ${code}: ${err}`);
    files.push(file);
  }
  return files;
}
