import type { Fault } from './fault.ts';

const denied = { layer: 'wildcard', status: 'fail', cause: 'wildcard.denied', id: /\/\*:/ } as const;
const unproven = { layer: 'wildcard', status: 'warn', cause: 'wildcard.unproven', id: /\/\*:/, code: 0 } as const;
const MANAGE = 'id: manage, host: "*.manage.microsoft.com", probe: [sccm.manage.microsoft.com], feature: f';
const UPDATE = 'id: wu, host: "*.windowsupdate.com", scheme: http, probe: [ctldl.windowsupdate.com], feature: f';
const WILD = 'id: wild, host: "*.wild.test", probe: [known.wild.test], feature: f';
const STRICT = 'id: strict, host: "*.strict.test", probe: [known.strict.test], feature: f';
const STORES = 'id: stores, host: "*.blob.core.windows.net", expect: blocked, feature: f, why: Anybody can own such a name.';
const WIDE = 'id: wide, host: "*.wild.test", expect: blocked, probe: [known.wild.test], feature: f';
const tooWide = {
  layer: 'wildcard',
  status: 'warn',
  cause: 'wildcard.too-wide',
  owner: 'security',
  id: /endpoint:negative\//,
  code: 0,
} as const;
const shut = { layer: null, status: 'pass', cause: null, owner: null, id: /endpoint:negative\//, code: 0 } as const;
const OTHER = 'id: ok, host: ok.lab.test, feature: f';

export const WILDCARD_FAULTS: readonly Fault[] = [
  {
    name: 'a proxy that lists single hosts',
    endpoints: [MANAGE],
    args: ['--route', 'http://proxy.corp.test:3136'],
    expect: { ...denied, owner: 'proxy', message: /nly single hosts of \*\.manage\.microsoft\.com are open/ },
  },
  {
    name: 'a proxy that lists single hosts on port 80',
    endpoints: [UPDATE],
    args: ['--route', 'http://proxy.corp.test:3136'],
    expect: { ...denied, owner: 'proxy' },
  },
  {
    name: 'a border that resets handshakes with names below the wildcard',
    endpoints: [WILD, OTHER],
    arrange: (world) => world.filterNames(['known.wild.test', 'ok.lab.test'], 'reject'),
    expect: { ...denied, owner: 'firewall', message: /\*\.wild\.test/ },
  },
  {
    name: 'a border that drops handshakes with names below the wildcard',
    endpoints: [WILD],
    arrange: (world) => world.filterNames(['known.wild.test'], 'silent-drop'),
    expect: { ...denied, owner: 'firewall' },
  },
  {
    name: 'a server that refuses names it does not know proves nothing',
    endpoints: [STRICT, OTHER],
    expect: { ...unproven, owner: 'firewall' },
  },
  {
    name: 'a proxy that lets through what nothing needs',
    endpoints: [MANAGE, STORES],
    args: ['--negative', '--route', 'http://proxy.corp.test:3128'],
    expect: {
      ...tooWide,
      message: /preflight-\w+\.blob\.core\.windows\.net:443 is let through.*the role does not need it\. Anybody can own such a name\./,
    },
  },
  {
    name: 'a proxy that lets through only what is needed',
    endpoints: [MANAGE, STORES],
    args: ['--negative', '--route', 'http://proxy.corp.test:3137'],
    expect: { ...shut, message: /not let through, as it should be/ },
  },
  {
    name: 'a border that lets every name through',
    endpoints: ['id: known, host: known.wild.test, feature: f', WIDE],
    args: ['--negative'],
    expect: { ...tooWide, message: /preflight-\w+\.wild\.test:443 is let through/ },
  },
  {
    name: 'a border that drops handshakes with names that nothing needs',
    endpoints: ['id: known, host: known.wild.test, feature: f', WIDE],
    args: ['--negative'],
    arrange: (world) => world.filterNames(['known.wild.test'], 'silent-drop'),
    expect: shut,
  },
  {
    name: 'a retired host that still answers',
    endpoints: [OTHER, 'id: old, host: known.wild.test, expect: blocked, feature: f'],
    args: ['--negative'],
    expect: tooWide,
  },
  {
    name: 'where nothing gets out no rule is proven',
    endpoints: [OTHER, 'id: old, host: known.wild.test, expect: blocked, feature: f'],
    args: ['--negative'],
    arrange: (world) => world.rule('tcp dport 443 drop'),
    expect: {
      layer: 'tcp',
      status: 'inconclusive',
      cause: null,
      owner: null,
      id: /endpoint:negative\//,
      message: /Nothing else gets out/,
    },
  },
];
