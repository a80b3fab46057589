import { RAW_RESOLVER } from '../support/lab/world.ts';
import { type Fault, https } from './fault.ts';

const raw = ['--resolver', `udp://${RAW_RESOLVER}`];
/** The system's own lookups go there; long enough for what they wait for. */
const systemAsksRaw = {
  args: ['--timeout', '5000'],
  arrange: (world) => world.machines.etc('client', 'resolv.conf', `nameserver ${RAW_RESOLVER}\noptions timeout:3\n`),
} as const satisfies Partial<Fault>;
const degraded = { layer: 'dns', owner: 'dns', status: 'warn', cause: 'dns.degraded', code: 0 } as const;
const fails = { layer: 'dns', owner: 'dns', status: 'fail' } as const;

export const DNS_FAULTS: readonly Fault[] = [
  { name: 'no such name', endpoints: [https('nosuchname.lab.test')], expect: { ...fails, cause: 'dns.nxdomain' } },
  {
    name: 'no such name, given resolver',
    endpoints: [https('nxdomain.fault.test')],
    args: raw,
    expect: { ...fails, cause: 'dns.nxdomain', message: /10\.77\.4\.2/ },
  },
  { name: 'no address', endpoints: [https('nodata.fault.test')], args: raw, expect: { ...fails, cause: 'dns.nodata' } },
  { name: 'server failure', endpoints: [https('servfail.fault.test')], args: raw, expect: { ...fails, cause: 'dns.servfail' } },
  { name: 'refused', endpoints: [https('refused.fault.test')], args: raw, expect: { ...fails, cause: 'dns.refused' } },
  { name: 'silence', endpoints: [https('silent.fault.test')], args: raw, expect: { ...fails, cause: 'dns.timeout' } },
  { name: 'alias loop', endpoints: [https('loop.fault.test')], args: raw, expect: { ...fails, cause: 'dns.servfail' } },
  { name: 'truncated, and TCP is dead', endpoints: [https('truncated.fault.test')], args: raw, expect: { ...fails, cause: 'dns.timeout' } },
  { name: 'an answer to another question', endpoints: [https('other.fault.test')], args: raw, expect: { ...fails, cause: 'dns.timeout' } },
  { name: 'garbage', endpoints: [https('garbage.fault.test')], args: raw, expect: { ...fails, cause: 'dns.timeout' } },
  {
    name: 'sinkhole',
    endpoints: [https('sinkhole.fault.test')],
    args: raw,
    expect: { ...fails, cause: 'dns.sinkhole', message: /0\.0\.0\.0/ },
  },
  {
    name: 'private address',
    endpoints: [https('private.fault.test')],
    args: raw,
    expect: { ...fails, cause: 'dns.private-address', message: /10\.99\.99\.99/ },
  },
  {
    name: 'hosts file override',
    endpoints: [https('ok.lab.test')],
    arrange: (world) => world.machines.etc('client', 'hosts', '127.0.0.1 localhost\n10.99.99.98 ok.lab.test\n'),
    expect: { ...fails, cause: 'dns.private-address', owner: 'host' },
  },
  {
    name: 'hosts file with a public address that is shut',
    endpoints: [https('ok.lab.test')],
    arrange: async (world) => {
      await world.machines.etc('client', 'hosts', '127.0.0.1 localhost\n203.0.113.79 ok.lab.test\n');
      await world.rule('ip daddr 203.0.113.79 tcp dport 443 drop');
    },
    expect: { ...fails, layer: 'tcp', cause: 'tcp.timeout', owner: 'host', message: /hosts file/ },
  },
  {
    name: "the resolver's port is closed",
    endpoints: [https('ok.lab.test')],
    args: ['--resolver', 'udp://203.0.113.70'],
    expect: { ...fails, cause: 'dns.unreachable', message: /203\.0\.113\.70/ },
  },
  {
    name: 'the resolver says that a policy blocks the name',
    endpoints: [https('filtered.fault.test')],
    args: raw,
    expect: { ...fails, cause: 'dns.filtered', message: /Blocked: "policy 12"/ },
  },
  {
    name: 'an alias whose end is missing',
    endpoints: [https('alias.fault.test')],
    args: raw,
    expect: { ...fails, cause: 'dns.nxdomain', message: /name end\.blocked\.test does not exist/ },
  },
  {
    name: 'the operating system asks no DNS server',
    endpoints: [https('ok.lab.test')],
    arrange: (world) => world.machines.etc('client', 'nsswitch.conf', 'hosts: files\n'),
    expect: { ...fails, cause: 'dns.system-lookup', owner: 'host', message: /10\.77\.2\.2 knows the name/ },
  },
  {
    name: 'a search list with a wildcard answers first',
    endpoints: [https('ok.lab.test')],
    arrange: (world) => world.machines.etc('client', 'resolv.conf', 'nameserver 10.77.2.2\nsearch search.test\noptions ndots:5\n'),
    expect: {
      ...fails,
      cause: 'dns.private-address',
      owner: 'host',
      message: /operating system gives.*10\.77\.2\.2 gives 203\.0\.113\.80/,
    },
  },
  {
    name: 'the first DNS server is dead',
    endpoints: [https('ok.lab.test')],
    // Long enough for the lookups of revocation too.
    args: ['--timeout', '5000'],
    arrange: async (world) => {
      await world.machines.etc('client', 'resolv.conf', 'nameserver 10.77.2.9\nnameserver 10.77.2.2\noptions timeout:3\n');
      await world.rule('ip daddr 10.77.2.9 drop');
    },
    expect: { ...fails, cause: 'dns.degraded', status: 'warn', message: /10\.77\.2\.9/, code: 0 },
  },
  {
    name: 'resolver behind a dropping firewall',
    endpoints: [https('ok.lab.test')],
    args: ['--resolver', 'udp://10.77.2.2'],
    arrange: (world) => world.rule('ip daddr 10.77.2.2 drop'),
    expect: { ...fails, cause: 'dns.timeout' },
  },
  {
    name: 'answers that change: addresses, then no such name',
    endpoints: [https('changing.lab.test')],
    args: raw,
    expect: { ...degraded, message: /change from try to try/ },
  },
  {
    name: 'answers that change: no such name, then addresses',
    endpoints: [https('forgetful.lab.test')],
    args: raw,
    expect: { ...fails, cause: 'dns.nxdomain', message: /change from try to try/ },
  },
  {
    name: 'queries get lost',
    endpoints: [https('lossy.lab.test')],
    ...systemAsksRaw,
    expect: { ...degraded, message: /get lost/ },
  },
  {
    name: 'AAAA queries get no answer',
    endpoints: [https('silent6.lab.test')],
    ...systemAsksRaw,
    expect: { ...degraded, message: /does not answer AAAA queries/ },
  },
  {
    name: 'A queries get no answer where IPv6 is there too',
    endpoints: [https('silent4.lab.test')],
    args: raw,
    expect: { ...degraded, message: /does not answer A queries/ },
  },
  {
    name: 'A queries fail where IPv6 is there too',
    endpoints: [https('failing4.lab.test')],
    args: raw,
    expect: { ...degraded, message: /no IPv4 address.*SERVFAIL/ },
  },
  {
    name: 'a sinkhole for IPv4 only',
    endpoints: [https('sunk4.lab.test')],
    args: raw,
    expect: { ...fails, cause: 'dns.sinkhole', status: 'warn', message: /0\.0\.0\.0.*IPv4/, code: 0 },
  },
  {
    name: 'a sinkhole for IPv6 only',
    endpoints: [https('sunk6.lab.test')],
    args: raw,
    expect: { ...fails, cause: 'dns.sinkhole', status: 'warn', message: /::.*IPv6/, code: 0 },
  },
  {
    name: 'a sinkhole known by its alias',
    endpoints: [https('paloalto.lab.test')],
    args: raw,
    expect: { ...fails, cause: 'dns.sinkhole', message: /Palo Alto/ },
  },
];
