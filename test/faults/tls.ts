import { type Fault, https } from './fault.ts';

const fails = { layer: 'tls', status: 'fail' } as const;
const bump = ['--route', 'http://proxy.corp.test:3131'];

export const TLS_FAULTS: readonly Fault[] = [
  { name: 'expired', endpoints: [https('expired.lab.test')], expect: { ...fails, owner: 'service', cause: 'tls.expired' } },
  { name: 'not yet valid', endpoints: [https('notyet.lab.test')], expect: { ...fails, owner: 'host', cause: 'tls.not-yet-valid' } },
  {
    name: 'for another name',
    endpoints: [https('wrongname.lab.test')],
    expect: { ...fails, owner: 'security', cause: 'tls.name-mismatch', message: /other\.example/ },
  },
  {
    name: 'lone self-signed certificate',
    endpoints: [https('selfsigned.lab.test')],
    expect: { ...fails, owner: 'security', cause: 'tls.untrusted' },
  },
  {
    name: 'unknown authority',
    endpoints: [https('unknownca.lab.test')],
    expect: { ...fails, owner: 'security', cause: 'tls.intercepted', message: /Unknown CA/ },
  },
  {
    name: 'intermediate missing',
    endpoints: [https('nochain.lab.test')],
    expect: { ...fails, owner: 'security', cause: 'tls.incomplete-chain' },
  },
  {
    name: 'inspected by a proxy',
    endpoints: [https('ok.lab.test')],
    args: bump,
    expect: { ...fails, owner: 'security', cause: 'tls.intercepted', message: /Contoso TLS Inspection CA/ },
  },
  {
    name: 'inspected, and this machine trusts it',
    endpoints: [https('ok.lab.test')],
    args: bump,
    env: { SSL_CERT_FILE: 'CA/corp.pem' },
    expect: { ...fails, owner: 'security', status: 'warn', cause: 'tls.intercepted', message: /pin/, code: 0 },
  },
  {
    name: 'inspected on every endpoint is one device',
    endpoints: [https('ok.lab.test'), https('download.microsoft.com'), https('go.microsoft.com')],
    args: bump,
    expect: { ...fails, owner: 'security', cause: 'tls.intercepted', children: 3 },
  },
  { name: 'TLS 1.1 at most', endpoints: [https('tls10.lab.test')], expect: { ...fails, owner: 'security', cause: 'tls.protocol' } },
  { name: 'TLS 1.3 only', endpoints: [https('tls13.lab.test')], expect: { ...fails, owner: 'security', cause: 'tls.protocol' } },
  {
    name: 'plain HTTP on 443',
    endpoints: ['id: plain, host: ok.lab.test, ports: [80], feature: f'],
    expect: { ...fails, owner: 'security', cause: 'tls.protocol' },
  },
  {
    name: 'reset after the hello',
    endpoints: [https('resetondata.lab.test')],
    expect: { ...fails, owner: 'firewall', cause: 'tls.reset' },
  },
  {
    name: 'closed after the hello',
    endpoints: [https('closeondata.lab.test')],
    expect: { ...fails, owner: 'firewall', cause: 'tls.closed' },
  },
  { name: 'closed at once', endpoints: [https('close.lab.test')], expect: { ...fails, owner: 'firewall', cause: 'tls.closed' } },
  { name: 'silence after the hello', endpoints: [https('mute.lab.test')], expect: { ...fails, owner: 'firewall', cause: 'tls.timeout' } },
];
