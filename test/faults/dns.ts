import { RAW_RESOLVER } from '../support/lab/world.ts';
import { type Fault, https } from './fault.ts';

const raw = ['--resolver', `udp://${RAW_RESOLVER}`];
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
    name: 'resolver behind a dropping firewall',
    endpoints: [https('ok.lab.test')],
    args: ['--resolver', 'udp://10.77.2.2'],
    arrange: (world) => world.rule('ip daddr 10.77.2.2 drop'),
    expect: { ...fails, cause: 'dns.timeout' },
  },
];
