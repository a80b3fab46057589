import { type Fault, https } from './fault.ts';

/** An entry that asks for a page: only then it matters where that leads. */
const link = (host: string): string => `${https(host)}, path: /link`;

const leadsOn = { layer: 'http', cause: 'http.redirect-unlisted' } as const;
const uncheckable = { layer: 'tls', cause: 'tls.revocation-unreachable' } as const;

/** What the answers of listed endpoints lead to: redirects, and the addresses that certificates name. */
export const DERIVED_FAULTS: readonly Fault[] = [
  {
    name: 'a redirect to a host that no entry lists, and that is shut',
    endpoints: [link('toclosed.lab.test')],
    expect: { ...leadsOn, owner: 'firewall', status: 'fail', message: /shut\.lab\.test/ },
  },
  {
    name: 'a redirect to a host that the proxy denies',
    endpoints: [link('toforbidden.lab.test')],
    args: ['--route', 'http://proxy.corp.test:3128'],
    expect: { ...leadsOn, owner: 'proxy', status: 'fail', message: /www\.forbidden\.test/ },
  },
  {
    name: 'a listed wildcard leads on to a host below it that is shut',
    endpoints: [link('toclosed.lab.test'), 'id: all, host: "*.lab.test", feature: f, probe: [ok.lab.test]'],
    expect: { layer: 'tcp', owner: 'firewall', cause: 'tcp.refused', status: 'fail', message: /shut\.lab\.test/ },
  },
  {
    name: 'a redirect to an address of the company, which is not asked',
    endpoints: [link('toliteral.lab.test')],
    expect: { ...leadsOn, owner: 'service', status: 'warn', code: 0, message: /10\.77\.3\.2.*it was not tried/ },
  },
  {
    name: 'redirects in a circle in the clear, where anybody could write them',
    endpoints: ['id: round, host: download.microsoft.com, scheme: http, path: /lab/round, feature: f'],
    expect: { ...leadsOn, owner: 'firewall', status: 'fail', message: /redirects in a loop/ },
  },
  {
    name: 'redirects in a circle',
    endpoints: [link('circle.lab.test')],
    expect: { ...leadsOn, owner: 'service', status: 'warn', code: 0, message: /redirects in a loop/ },
  },
  {
    name: 'more than ten redirects',
    endpoints: [link('spiral.lab.test')],
    expect: { ...leadsOn, owner: 'service', status: 'warn', code: 0, message: /more than 10 times/ },
  },
  {
    name: 'port 80 shut: neither OCSP nor CRL answers',
    endpoints: [https('ok.lab.test')],
    arrange: (world) => world.rule('tcp dport 80 drop'),
    expect: { ...uncheckable, owner: 'firewall', status: 'fail', message: /pki\.lab\.test/ },
  },
  {
    name: 'the OCSP responder is blocked, the CRL is not',
    endpoints: [https('ok.lab.test')],
    arrange: (world) => world.rule('ip daddr 203.0.113.82 tcp dport 80 drop'),
    expect: {
      ...{ layer: 'tcp', cause: 'tcp.timeout', owner: 'firewall', status: 'warn', code: 0 },
      id: /^endpoint:derived\/revocation\/ocsp\.lab\.test/,
      message: /Windows waits .* then asks http:\/\/pki\.lab\.test/,
    },
  },
  {
    name: 'the proxy does not let revocation through',
    endpoints: [https('ok.lab.test')],
    args: ['--route', 'http://proxy.corp.test:3128'],
    arrange: (world) => world.rule('ip saddr 10.77.3.2 tcp dport 80 reject with tcp reset'),
    expect: { ...uncheckable, owner: 'proxy', status: 'fail' },
  },
];
