import { type Fault, http, https } from './fault.ts';

const fails = { layer: 'tcp', owner: 'firewall', status: 'fail' } as const;
const toWeb = (action: string) => (world: Parameters<NonNullable<Fault['arrange']>>[0]) =>
  world.rule(`ip daddr 203.0.113.80 tcp dport 443 ${action}`);

export const TCP_FAULTS: readonly Fault[] = [
  {
    name: 'refused by the server',
    endpoints: ['id: closed, host: closed.lab.test, ports: [444], feature: f'],
    expect: { ...fails, cause: 'tcp.refused' },
  },
  {
    name: 'rejected with a reset by the border',
    endpoints: [https('ok.lab.test')],
    arrange: toWeb('reject with tcp reset'),
    expect: { ...fails, cause: 'tcp.refused' },
  },
  {
    name: 'dropped by the border',
    endpoints: [https('ok.lab.test')],
    arrange: toWeb('drop'),
    expect: { ...fails, cause: 'tcp.timeout', message: /ok\.lab\.test:443/ },
  },
  {
    name: 'rejected with ICMP by the border',
    endpoints: [https('ok.lab.test')],
    arrange: toWeb('reject with icmp type host-unreachable'),
    expect: { ...fails, cause: 'tcp.unreachable' },
  },
  {
    name: 'administratively prohibited by the border',
    endpoints: [https('ok.lab.test')],
    arrange: toWeb('reject with icmp type admin-prohibited'),
    expect: { ...fails, cause: 'tcp.unreachable' },
  },
  {
    name: "dropped by this machine's own filter",
    endpoints: [https('ok.lab.test'), https('tls13.lab.test')],
    arrange: (world) => world.rule('ip daddr 203.0.113.80 tcp dport 443 drop', 'client'),
    expect: { ...fails, cause: 'tcp.timeout' },
  },
  {
    name: 'one of two addresses refused',
    endpoints: [https('two.lab.test')],
    args: ['--all-addresses'],
    arrange: (world) => world.rule('ip daddr 203.0.113.79 tcp dport 443 reject with tcp reset'),
    expect: { ...fails, cause: 'tcp.partial', status: 'warn', message: /203\.0\.113\.79/, code: 0 },
  },
  {
    name: 'IPv6 dropped while IPv4 answers',
    endpoints: [https('dual.lab.test')],
    arrange: (world) => world.rule('ip6 daddr 2001:db8:80::80 tcp dport 443 drop'),
    expect: { ...fails, cause: 'tcp.partial', status: 'warn', message: /2001:db8:80::80/, code: 0 },
  },
  {
    name: 'IPv4 dropped while IPv6 answers',
    endpoints: [https('dual.lab.test')],
    arrange: toWeb('drop'),
    expect: { ...fails, cause: 'tcp.partial', status: 'warn', message: /203\.0\.113\.80/, code: 0 },
  },
  {
    name: 'IPv6 has no way out',
    endpoints: [https('dual.lab.test'), https('download.microsoft.com')],
    arrange: (world) => world.rule('ip6 daddr 2001:db8::/32 drop'),
    expect: { ...fails, cause: 'tcp.broken-family', status: 'warn', message: /IPv6.*IPv4 only/, code: 0 },
  },
  {
    name: 'IPv6 without a default route',
    endpoints: [https('dual.lab.test')],
    arrange: async (world) => {
      await world.machines.run('client', ['ip', '-6', 'route', 'del', 'default']);
    },
    expect: { ...fails, cause: 'tcp.broken-family', owner: 'host', status: 'warn', message: /no IPv6 route/, code: 0 },
  },
  {
    name: 'a route of this machine that prohibits',
    endpoints: [https('closed.lab.test')],
    arrange: async (world) => {
      await world.machines.run('client', ['ip', 'route', 'add', 'prohibit', '203.0.113.70']);
    },
    expect: { ...fails, cause: 'tcp.prohibited' },
  },
  {
    // Beside the three entries: the two hosts that certificates name for revocation.
    name: 'all of port 80 shut',
    endpoints: [
      http('crl3.digicert.com'),
      http('crl4.digicert.com'),
      http('ocsp.digicert.com'),
      https('ok.lab.test'),
      https('download.microsoft.com'),
    ],
    arrange: (world) => world.rule('tcp dport 80 drop'),
    expect: { ...fails, cause: 'tcp.timeout', message: /no way to check the certificates of 2 endpoints/, children: 7 },
  },
  {
    name: 'everything dropped',
    endpoints: [https('ok.lab.test'), https('download.microsoft.com'), https('go.microsoft.com'), https('aka.ms')],
    arrange: async (world) => {
      await world.rule('ip daddr 203.0.113.0/24 drop');
      await world.rule('ip6 daddr 2001:db8::/32 drop');
    },
    expect: { ...fails, cause: 'tcp.timeout', children: 4 },
  },
];
