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
    name: 'intermediate missing, and the address of the issuer is shut',
    endpoints: [https('nochain.lab.test')],
    arrange: (world) => world.rule('tcp dport 80 drop'),
    expect: {
      ...{ ...fails, owner: 'firewall', cause: 'tls.incomplete-chain' },
      message: /fetched as Windows does: http:\/\/pki\.lab\.test\/inter\.cer \(tcp\.timeout\)/,
    },
  },
  {
    name: 'the address of the issuer has no name',
    endpoints: [https('nochain.lab.test')],
    arrange: (world) => world.machines.etc('client', 'hosts', '203.0.113.71 pki.lab.test\n'),
    expect: { ...fails, owner: 'firewall', cause: 'tls.incomplete-chain', message: /tcp\.refused/ },
  },
  {
    name: 'intermediate missing and fetched',
    endpoints: [https('nochain.lab.test')],
    expect: {
      ...{ layer: null, cause: null, owner: null, status: 'pass', code: 0 },
      message: /fetched from http:\/\/pki\.lab\.test\/inter\.cer, as Windows does/,
    },
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
    expect: { ...fails, owner: 'security', status: 'warn', cause: 'tls.intercepted', message: /so the connection is established/, code: 0 },
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
    name: 'a server that does not know the name',
    endpoints: [https('other.strict.test')],
    expect: { ...fails, owner: 'dns', cause: 'tls.protocol', message: /unrecognized_name \(112\).*does not know the name/ },
  },
  {
    name: 'unrecognized_name whatever the name',
    endpoints: [https('unknownname.lab.test')],
    expect: { ...fails, owner: 'dns', cause: 'tls.protocol', message: /unrecognized_name \(112\)/ },
  },
  {
    name: 'access_denied',
    endpoints: [https('denied.lab.test')],
    expect: { ...fails, owner: 'firewall', cause: 'tls.protocol', message: /access_denied \(49\).*does not let this client in/ },
  },
  {
    name: 'internal_error',
    endpoints: [https('troubled.lab.test')],
    expect: { ...fails, owner: 'service', cause: 'tls.protocol', message: /internal_error \(80\)/ },
  },
  {
    name: 'an alert that no registry knows',
    endpoints: [https('unheardof.lab.test')],
    expect: { ...fails, owner: 'service', cause: 'tls.protocol', message: /alert number 200/ },
  },
  {
    name: 'SSH on 443',
    endpoints: [https('ssh.lab.test')],
    expect: { ...fails, owner: 'security', cause: 'tls.protocol', message: /it said "SSH-2\.0-OpenSSH_9\.2"/ },
  },
  {
    name: 'a sign-in page in clear on 443',
    endpoints: [https('portal.lab.test')],
    expect: { layer: 'http', status: 'fail', owner: 'firewall', cause: 'http.captive-portal', message: /http:\/\/10\.77\.0\.1\/login/ },
  },
  {
    name: 'a bad server among good ones',
    endpoints: [https('fickle.lab.test')],
    expect: { ...fails, status: 'warn', owner: 'service', cause: 'tls.reset', message: /change from try to try/, code: 0 },
  },
  {
    name: 'a handshake slower than the limit',
    endpoints: [https('slow.lab.test')],
    expect: { ...fails, owner: 'firewall', cause: 'tls.timeout', message: /silent, or slower than that/ },
  },
  {
    name: 'large packets lost on the path',
    endpoints: [https('ok.lab.test')],
    arrange: (world) => world.rule('ip saddr 203.0.113.80 meta length > 1000 drop'),
    expect: { ...fails, owner: 'firewall', cause: 'tls.timeout', message: /path MTU/ },
  },
  {
    name: 'large packets lost on the path of IPv6 only',
    endpoints: [https('dual.lab.test')],
    arrange: (world) => world.rule('ip6 saddr 2001:db8:80::80 meta length > 1000 drop'),
    expect: { ...fails, owner: 'firewall', cause: 'tls.timeout', message: /over IPv6 .*path MTU.* IPv4 works/ },
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
