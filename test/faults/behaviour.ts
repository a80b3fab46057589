import type { World } from '../support/lab/world.ts';
import type { Fault } from './fault.ts';

const FILE = 'host: download.microsoft.com, path: /lab/payload.cab, feature: f, expect: { ranges: true }';
const over = (port: number): readonly string[] => ['--route', `http://proxy.corp.test:${port}`];
/** The proxy inspects, and its authority counts as genuine here: what it does to requests is what is judged. */
const inspecting = (port: number): readonly string[] => [...over(port), '--endpoint-ca-file', 'CA/corp.pem'];
const fails = { layer: 'http', owner: 'proxy', status: 'fail' } as const;
const gateway = (seconds: number): readonly string[] => [`id: gateway, host: ok.lab.test, feature: f, expect: { holdSeconds: ${seconds} }`];

/** A firewall that forgets a connection after two idle seconds, and what it then does with its packets. */
async function forgetful(world: World, verdict: string): Promise<void> {
  const { code, stderr } = await world.machines.run('fw', [
    'sysctl',
    '-qw',
    'net.netfilter.nf_conntrack_tcp_timeout_established=2',
    'net.netfilter.nf_conntrack_tcp_loose=0',
  ]);
  if (code !== 0) throw new Error(stderr);
  await world.rule(`tcp dport 443 ct state invalid ${verdict}`);
}

/** A first answer comes, and yet the endpoint's work would fail. */
export const BEHAVIOUR_FAULTS: readonly Fault[] = [
  {
    name: 'the proxy strips Range, plain http',
    endpoints: [`id: payload, scheme: http, ${FILE}`],
    args: over(3135),
    expect: { ...fails, cause: 'http.range-unsupported', message: /200 instead of 206/ },
  },
  {
    name: 'the proxy strips Range under a trusted interception',
    endpoints: [`id: payload, ${FILE}`],
    args: inspecting(3135),
    expect: { ...fails, cause: 'http.range-unsupported' },
  },
  {
    name: 'the proxy refuses HEAD',
    endpoints: [`id: payload, ${FILE}`],
    args: inspecting(3146),
    expect: { ...fails, cause: 'http.method-blocked', message: /^.*HEAD to https.*Squid/ },
  },
  {
    name: 'the proxy refuses HEAD, plain http',
    endpoints: [`id: payload, scheme: http, ${FILE}`],
    args: over(3146),
    expect: { ...fails, cause: 'http.method-blocked', message: /HEAD/ },
  },
  {
    name: 'the proxy refuses POST',
    endpoints: ['id: upload, host: ok.lab.test, feature: f, expect: { post: true }'],
    args: inspecting(3146),
    expect: { ...fails, cause: 'http.method-blocked', message: /POST to https.*403/ },
  },
  {
    name: 'only suites that the documentation does not name',
    endpoints: ['id: cbc, host: cbc.lab.test, feature: f, expect: { tls: "1.2" }'],
    expect: { layer: 'tls', owner: 'security', status: 'fail', cause: 'tls.protocol', message: /TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384/ },
  },
  {
    name: 'something before the proxy ends idle connections',
    endpoints: gateway(3),
    args: [...over(3147), '--hold', '3'],
    arrange: (world) => world.startBalancer(),
    expect: { ...fails, cause: 'http.idle-cut', message: /after 2 s .*3 s/ },
  },
  {
    name: 'the firewall forgets idle connections and drops',
    endpoints: gateway(4),
    args: ['--hold', '4'],
    arrange: (world) => forgetful(world, 'drop'),
    expect: { ...fails, owner: 'firewall', cause: 'http.idle-cut', message: /a device on the path, without a reset or an end/ },
  },
  {
    name: 'the firewall forgets idle connections and resets',
    endpoints: gateway(4),
    args: ['--hold', '4'],
    arrange: (world) => forgetful(world, 'reject with tcp reset'),
    expect: { ...fails, owner: 'firewall', cause: 'http.idle-cut', message: /a device on the path/ },
  },
  {
    name: 'twenty idle seconds and no more',
    endpoints: gateway(30),
    args: [...over(3148), '--hold', '30'],
    arrange: (world) => world.startBalancer(),
    expect: { ...fails, cause: 'http.idle-cut', message: /after 20 s .*30 s/ },
  },
];
