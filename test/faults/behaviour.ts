import type { Fault } from './fault.ts';

const PAYLOAD = 'host: download.microsoft.com, path: /lab/payload.cab, feature: f, expect: { ranges: true }';
const RANGELESS = ['--route', 'http://proxy.corp.test:3135'];
const fails = { layer: 'http', owner: 'proxy', status: 'fail' } as const;

/** A first answer comes, and yet the endpoint's work would fail. */
export const BEHAVIOUR_FAULTS: readonly Fault[] = [
  {
    name: 'the proxy strips Range, plain http',
    endpoints: [`id: payload, scheme: http, ${PAYLOAD}`],
    args: RANGELESS,
    expect: { ...fails, cause: 'http.range-unsupported', message: /200 instead of 206/ },
  },
  {
    name: 'the proxy strips Range under a trusted interception',
    endpoints: [`id: payload, ${PAYLOAD}`],
    args: [...RANGELESS, '--ca-file', 'CA/corp.pem'],
    expect: { ...fails, cause: 'http.range-unsupported' },
  },
];
