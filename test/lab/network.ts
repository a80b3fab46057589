import { collect, type Machine } from './machine.ts';

/** Two segments and their gateway's addresses; the gateway is the border firewall. Documentation and private ranges: nothing of it is routed anywhere. */
export const SEGMENTS = {
  lan: { gateway: ['10.77.0.1', '2001:db8:77::1'] },
  wan: { gateway: ['203.0.113.1', '2001:db8:113::1'] },
} as const;
export type Segment = keyof typeof SEGMENTS;

/** Makes the machine a router between the segments, which are bridges inside it: no wire ever leaves these namespaces. */
export async function makeRouter(firewall: Machine): Promise<void> {
  const bridges = (['lan', 'wan'] as const).flatMap((segment) => [
    `link add ${segment} type bridge stp_state 0 forward_delay 0 mcast_snooping 0`,
    ...SEGMENTS[segment].gateway.map((address) => `addr add ${withLength(address)} dev ${segment} ${address.includes(':') ? 'nodad' : ''}`),
    `link set ${segment} up`,
  ]);
  await ip(firewall, bridges);
  await firewall.must(['sysctl', '-qw', 'net.ipv4.ip_forward=1', 'net.ipv6.conf.all.forwarding=1', 'net.ipv4.icmp_ratelimit=0']);
  await firewall.must(['sysctl', '-qw', 'net.ipv6.icmp.ratelimit=0', 'net.ipv4.icmp_msgs_per_sec=100000']);
}

/** Plugs a machine into a segment, with all of these addresses, and gives it the segment's gateway. */
export async function attach(firewall: Machine, machine: Machine, segment: Segment, addresses: readonly string[]): Promise<void> {
  const port = `${segment}-${machine.name}`.slice(0, 15);
  await ip(firewall, [
    `link add ${port} type veth peer name eth0 netns ${machine.pid}`,
    `link set ${port} master ${segment}`,
    `link set ${port} up`,
  ]);
  await ip(machine, [
    ...addresses.map((address) => `addr add ${withLength(address)} dev eth0 ${address.includes(':') ? 'nodad' : ''}`),
    'link set eth0 up',
    ...SEGMENTS[segment].gateway
      .filter((gateway) => addresses.some(sameFamily(gateway)))
      .map((gateway) => `route add default via ${gateway}`),
  ]);
}

function sameFamily(one: string): (other: string) => boolean {
  return (other) => one.includes(':') === other.includes(':');
}

function withLength(address: string): string {
  return `${address}/${address.includes(':') ? 64 : 24}`;
}

/** Commands of ip(8), one a line, inside the machine's network; process ids are the test process's. */
async function ip(machine: Machine, commands: readonly string[]): Promise<void> {
  const argv = ['nsenter', `--target=${machine.pid}`, '--net', '--', 'ip', '-batch', '-'];
  const { code, stderr } = await collect(argv, {}, commands.map((command) => `${command}\n`).join(''));
  if (code !== 0) throw new Error(`ip on ${machine.name}: ${stderr}`);
}
