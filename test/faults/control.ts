import { type Fault, http, https } from './fault.ts';

const phantom = { layer: 'tcp', owner: 'firewall', cause: 'tcp.phantom' } as const;
const hijacked = { layer: 'dns', owner: 'dns', cause: 'dns.hijacked' } as const;
const portal = { layer: 'http', owner: 'firewall', cause: 'http.captive-portal' } as const;

export const CONTROL_FAULTS: readonly Fault[] = [
  {
    name: 'the border answers every connection to port 443',
    endpoints: [https('ok.lab.test')],
    arrange: (world) => world.filterNames(['.lab.test'], 'reject'),
    expect: { ...phantom, status: 'warn', id: /^route:direct:control:tcp\.phantom$/, message: /192\.0\.2\.1/, code: 0 },
  },
  {
    name: 'every handshake is closed where every connection is accepted',
    endpoints: [https('ok.lab.test'), https('dual.lab.test')],
    arrange: (world) => world.filterNames(['nothing.allowed.test'], 'reject'),
    expect: { ...phantom, status: 'fail', id: /^route:direct:control:tcp\.phantom$/, message: /192\.0\.2\.1/ },
  },
  {
    name: 'an endpoint whose handshake is closed where every connection is accepted',
    endpoints: [https('ok.lab.test')],
    arrange: (world) => world.filterNames(['nothing.allowed.test'], 'reject'),
    expect: {
      ...{ layer: 'tls', owner: 'firewall', status: 'fail', cause: 'tls.closed' },
      message: /192\.0\.2\.1, an address that cannot exist, accepts connections as well/,
    },
  },
  {
    name: 'a sign-in page in clear for everything on port 443',
    endpoints: [https('ok.lab.test'), https('download.microsoft.com'), https('go.microsoft.com')],
    arrange: (world) => world.redirect('ip daddr 203.0.113.0/24 tcp dport 443 dnat ip to 203.0.113.112:443'),
    expect: { ...portal, status: 'fail', children: 3, message: /redirect to http:\/\/10\.77\.0\.1\/login/ },
  },
  {
    name: 'an open port where every port is open',
    endpoints: ['id: ok, host: ok.lab.test, scheme: tcp, ports: [443], feature: f'],
    arrange: (world) => world.filterNames(['.lab.test'], 'reject'),
    expect: { ...phantom, status: 'inconclusive', message: /ok\.lab\.test:443 accepted .* but so did 192\.0\.2\.1/, code: 3 },
  },
  {
    name: 'a resolver that answers names that do not exist',
    endpoints: [https('ok.lab.test')],
    arrange: (world) => world.rewriteNames(),
    args: ['--resolver', 'udp://10.77.2.2:5300'],
    expect: { ...hijacked, status: 'warn', id: /^route:direct:control:dns\.hijacked$/, message: /preflight-[0-9a-f]+\.invalid/, code: 0 },
  },
  {
    name: 'an endpoint that a resolver makes an answer up for',
    endpoints: [https('nosuch.lab.test')],
    arrange: (world) => world.rewriteNames(),
    args: ['--resolver', 'udp://10.77.2.2:5300'],
    expect: { ...hijacked, status: 'fail', message: /rewrites answers/ },
  },
  {
    name: 'an endpoint that a resolver leads astray, beside a control resolver',
    endpoints: [https('misled.lab.test')],
    arrange: (world) => world.rewriteNames(),
    args: ['--resolver', 'udp://10.77.2.2:5300', '--control-resolver', 'udp://10.77.2.2'],
    expect: { ...hijacked, status: 'fail', message: /udp:\/\/10\.77\.2\.2 says 203\.0\.113\.80/ },
  },
  {
    name: 'other addresses that answer as well are no finding, and those that fail at both are the border’s',
    endpoints: [https('elsewhere.lab.test')],
    arrange: async (world) => {
      await world.rewriteNames();
      await world.rule('ip daddr { 203.0.113.79, 203.0.113.80 } tcp dport 443 drop');
    },
    args: ['--resolver', 'udp://10.77.2.2:5300', '--control-resolver', 'udp://10.77.2.2'],
    expect: { layer: 'tcp', owner: 'firewall', status: 'fail', cause: 'tcp.timeout' },
  },
  {
    name: 'a sign-in page for everything on port 80',
    endpoints: [http('ok.lab.test')],
    arrange: (world) => world.signInPage(),
    expect: { ...portal, status: 'warn', id: /^route:direct:control:http\.captive-portal$/, message: /msftconnecttest/ },
  },
  {
    name: 'an endpoint behind the sign-in page',
    endpoints: [http('ok.lab.test')],
    arrange: (world) => world.signInPage(),
    expect: { ...portal, status: 'fail', message: /ok\.lab\.test/ },
  },
  {
    name: 'a handshake cut for its name only',
    endpoints: [https('ok.lab.test')],
    arrange: (world) => world.filterNames(['www.example.com'], 'reject'),
    expect: { layer: 'tls', owner: 'firewall', status: 'fail', cause: 'tls.closed', message: /the name is what is filtered/ },
  },
  {
    name: 'a handshake dropped for its name only',
    endpoints: [https('ok.lab.test')],
    arrange: (world) => world.filterNames(['www.example.com'], 'silent-drop'),
    expect: { layer: 'tls', owner: 'firewall', status: 'fail', cause: 'tls.timeout', message: /the name is what is filtered/ },
  },
  {
    name: 'handshakes reset whatever the name',
    endpoints: [https('resetondata.lab.test')],
    expect: { layer: 'tls', owner: 'firewall', status: 'fail', cause: 'tls.reset', message: /fares no better/ },
  },
  {
    name: 'a plain request cut for its host name only',
    endpoints: [http('ok.lab.test')],
    arrange: (world) => world.filterHosts(['www.example.com'], 'reject'),
    expect: { layer: 'http', owner: 'firewall', status: 'fail', cause: 'http.reset', message: /so the name is what is filtered/ },
  },
  {
    name: 'a plain request dropped for its host name only',
    endpoints: [http('ok.lab.test')],
    arrange: (world) => world.filterHosts(['www.example.com'], 'silent-drop'),
    expect: { layer: 'http', owner: 'firewall', status: 'fail', cause: 'http.timeout', message: /so the name is what is filtered/ },
  },
  {
    name: 'plain requests reset whatever the host name',
    endpoints: [http('resetondata.lab.test')],
    expect: { layer: 'http', owner: 'firewall', status: 'fail', cause: 'http.reset', message: /fares no better, so it is not the name/ },
  },
  {
    name: 'the clock is half an hour behind that of all services',
    endpoints: [https('later1.lab.test'), https('later2.lab.test')],
    expect: {
      layer: 'host',
      owner: 'host',
      status: 'warn',
      cause: 'host.clock-skew',
      id: /^host:clock-skew/,
      message: /(1799|1800) s behind the Date headers of 2 services/,
      code: 0,
    },
  },
];
