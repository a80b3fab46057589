import { PROXY, RAW_PROXIES } from '../support/lab/world.ts';
import { type Fault, http, https } from './fault.ts';

const over = (port: number, user = ''): readonly string[] => ['--route', `http://${user}proxy.corp.test:${port}`];
const fails = { layer: 'proxy', owner: 'proxy', status: 'fail' } as const;
const OK = [https('ok.lab.test')];

export const PROXY_FAULTS: readonly Fault[] = [
  { name: 'nothing listens at the proxy', endpoints: OK, args: over(3999), expect: { ...fails, cause: 'proxy.unreachable' } },
  {
    name: 'the way to the proxy drops',
    endpoints: OK,
    args: over(3128),
    arrange: (world) => world.rule(`ip daddr ${PROXY} tcp dport 3128 drop`),
    expect: { ...fails, cause: 'proxy.unreachable', owner: 'firewall' },
  },
  {
    name: "the proxy's name is unknown",
    endpoints: OK,
    args: ['--route', 'http://noproxy.corp.test:3128'],
    expect: { ...fails, cause: 'proxy.dns', owner: 'dns' },
  },
  {
    name: '407 and no credentials',
    endpoints: OK,
    args: over(3129),
    expect: { ...fails, cause: 'proxy.auth-required', message: /basic/i },
  },
  {
    name: '407 and no credentials, plain http',
    endpoints: [http('crl3.digicert.com')],
    args: over(3129),
    expect: { ...fails, cause: 'proxy.auth-required' },
  },
  {
    name: 'wrong password',
    endpoints: OK,
    args: over(3129, 'alice@'),
    env: { PREFLIGHT_PROXY_PASSWORD: 'wrong' },
    expect: { ...fails, cause: 'proxy.auth-rejected' },
  },
  {
    name: 'only a scheme that nobody speaks',
    endpoints: OK,
    args: over(RAW_PROXIES.foreignScheme, 'alice@'),
    env: { PREFLIGHT_PROXY_PASSWORD: 'x' },
    expect: { ...fails, cause: 'proxy.auth-unsupported', message: /hawk/i },
  },
  {
    name: 'forbidden destination',
    endpoints: [https('x.forbidden.test')],
    args: over(3128),
    expect: { ...fails, cause: 'proxy.denied', message: /403/ },
  },
  {
    name: 'forbidden destination, plain http',
    endpoints: [http('x.forbidden.test')],
    args: over(3128),
    expect: { ...fails, cause: 'proxy.denied' },
  },
  {
    name: 'the proxy cannot resolve the name',
    endpoints: [https('nosuchname.lab.test')],
    args: over(3128),
    expect: { ...fails, cause: 'proxy.upstream-dns' },
  },
  {
    name: 'the target refuses the proxy',
    endpoints: ['id: closed, host: closed.lab.test, ports: [444], feature: f'],
    args: over(3128),
    expect: { ...fails, cause: 'proxy.upstream-refused' },
  },
  {
    name: 'the target does not answer the proxy',
    endpoints: OK,
    args: [...over(3128), '--timeout', '6000'],
    arrange: (world) => world.rule('ip daddr 203.0.113.80 tcp dport 443 drop'),
    expect: { ...fails, cause: 'proxy.upstream-timeout' },
  },
  {
    name: 'Proxy-Status says refused',
    endpoints: OK,
    args: over(RAW_PROXIES.proxyStatus),
    expect: { ...fails, cause: 'proxy.upstream-refused' },
  },
  { name: 'silent proxy', endpoints: OK, args: over(RAW_PROXIES.mute), expect: { ...fails, cause: 'proxy.timeout' } },
  { name: 'the proxy drips', endpoints: OK, args: over(RAW_PROXIES.drip), expect: { ...fails, cause: 'proxy.timeout' } },
  {
    name: 'the proxy closes after the request',
    endpoints: OK,
    args: over(RAW_PROXIES.closeOnData),
    expect: { ...fails, cause: 'proxy.closed' },
  },
  {
    name: 'the proxy resets after the request',
    endpoints: OK,
    args: over(RAW_PROXIES.resetOnData),
    expect: { ...fails, cause: 'proxy.closed' },
  },
  {
    name: 'the proxy closes behind its 200',
    endpoints: OK,
    args: over(RAW_PROXIES.connectThenClose),
    expect: { ...fails, cause: 'proxy.closed' },
  },
  {
    name: '200, then silence',
    endpoints: OK,
    args: over(RAW_PROXIES.connectThenSilence),
    expect: { layer: 'tls', owner: 'proxy', status: 'fail', cause: 'tls.timeout' },
  },
  { name: 'garbage instead of HTTP', endpoints: OK, args: over(RAW_PROXIES.garbage), expect: { ...fails, cause: 'proxy.protocol' } },
  { name: 'an SSH server instead of a proxy', endpoints: OK, args: over(RAW_PROXIES.ssh), expect: { ...fails, cause: 'proxy.protocol' } },
  {
    name: 'a web server instead of a proxy',
    endpoints: OK,
    args: ['--route', 'http://crl3.digicert.com:80'],
    expect: { ...fails, cause: 'proxy.protocol' },
  },
  {
    name: 'the proxy is down for all',
    endpoints: [https('ok.lab.test'), https('download.microsoft.com'), https('go.microsoft.com'), http('crl3.digicert.com')],
    args: over(3999),
    expect: { ...fails, cause: 'proxy.unreachable', children: 4 },
  },
  {
    name: 'wrong password for all is tried once',
    endpoints: [https('ok.lab.test'), https('download.microsoft.com'), https('go.microsoft.com'), http('crl3.digicert.com')],
    args: over(3129, 'alice@'),
    env: { PREFLIGHT_PROXY_PASSWORD: 'wrong' },
    expect: { ...fails, cause: 'proxy.auth-rejected', children: 4 },
  },
];
