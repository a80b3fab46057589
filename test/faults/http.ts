import { type Fault, http, https } from './fault.ts';

const fails = { layer: 'http', status: 'fail' } as const;

export const HTTP_FAULTS: readonly Fault[] = [
  ...[407, 408, 426, 451, 502, 511, 598].map(
    (status): Fault => ({
      name: `status ${status} from the genuine service`,
      endpoints: [https(`status${status}.lab.test`)],
      expect: { ...fails, owner: 'service', cause: 'http.status', message: new RegExp(`${status}`) },
    }),
  ),
  { name: 'silence after the request', endpoints: [http('mute.lab.test')], expect: { ...fails, owner: 'firewall', cause: 'http.timeout' } },
  {
    name: 'reset after the request',
    endpoints: [http('resetondata.lab.test')],
    expect: { ...fails, owner: 'firewall', cause: 'http.reset' },
  },
  {
    name: 'closed after the request',
    endpoints: [http('closeondata.lab.test')],
    expect: { ...fails, owner: 'firewall', cause: 'http.reset' },
  },
  { name: 'SSH on port 80', endpoints: [http('ssh.lab.test')], expect: { ...fails, owner: 'firewall', cause: 'http.malformed' } },
  {
    name: 'mail server on port 80',
    endpoints: [http('nothttp.lab.test')],
    expect: { ...fails, owner: 'firewall', cause: 'http.malformed' },
  },
  { name: 'garbage', endpoints: [http('garbage.lab.test')], expect: { ...fails, owner: 'firewall', cause: 'http.malformed' } },
  {
    name: 'headers without end',
    endpoints: [http('endlessheaders.lab.test')],
    expect: { ...fails, owner: 'firewall', cause: 'http.malformed' },
  },
  { name: 'one byte a second', endpoints: [http('drip.lab.test')], expect: { ...fails, owner: 'firewall', cause: 'http.timeout' } },
  {
    name: 'one byte of the body a second',
    endpoints: [http('dripbody.lab.test')],
    expect: { ...fails, owner: 'firewall', cause: 'http.timeout' },
  },
  {
    name: 'a body that breaks off',
    endpoints: [http('truncatedbody.lab.test')],
    expect: { ...fails, owner: 'firewall', cause: 'http.reset', message: /answered with status 200, but the connection was cut/ },
  },
  {
    name: 'the head of an answer, and nothing after it',
    endpoints: [https('stalled.lab.test')],
    expect: { ...fails, owner: 'firewall', cause: 'http.timeout', message: /answered with status 200, but the rest/ },
  },
  {
    name: 'block page',
    endpoints: [http('zscaler.lab.test')],
    expect: { ...fails, owner: 'firewall', cause: 'http.block-page', message: /Zscaler/ },
  },
  { name: 'captive portal', endpoints: [http('portal.lab.test')], expect: { ...fails, owner: 'firewall', cause: 'http.captive-portal' } },
  {
    name: 'terminal escapes in status line and headers',
    endpoints: [http('escapes.lab.test')],
    expect: { ...fails, owner: 'firewall', cause: 'http.malformed' },
  },
  {
    name: 'a body of 1 GB is not read whole',
    endpoints: [http('hugebody.lab.test')],
    expect: { layer: 'http', owner: null, status: 'inconclusive', cause: null, code: 3 },
  },
  {
    name: 'a plain answer that proves nothing',
    endpoints: [http('ok.lab.test')],
    expect: { layer: 'http', owner: null, status: 'inconclusive', cause: null, code: 3 },
  },
];
