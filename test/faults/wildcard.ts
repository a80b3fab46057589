import type { Fault } from './fault.ts';

const denied = { layer: 'wildcard', status: 'fail', cause: 'wildcard.denied', id: /\/\*:/ } as const;
const unproven = { layer: 'wildcard', status: 'warn', cause: 'wildcard.unproven', id: /\/\*:/, code: 0 } as const;
const MANAGE = 'id: manage, host: "*.manage.microsoft.com", probe: [sccm.manage.microsoft.com], feature: f';
const UPDATE = 'id: wu, host: "*.windowsupdate.com", scheme: http, probe: [ctldl.windowsupdate.com], feature: f';
const WILD = 'id: wild, host: "*.wild.test", probe: [known.wild.test], feature: f';
const STRICT = 'id: strict, host: "*.strict.test", probe: [known.strict.test], feature: f';
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
];
