/**
 * The rings of `src/`, innermost first: a folder imports its own files and those of lower rings, nothing else. `.dependency-cruiser.mjs` makes its rules of
 * this table, `src/tsconfig.pure.json` is compared with it, and test/unit/architecture.test.ts plants violations.
 *
 * `pure`: functions of their arguments, so that saved facts give the same answer anywhere; `true` for all files, or a pattern of the files that are.
 * `only`: the only folders that may be imported, where lower rings are not narrow enough.
 */
export const RINGS = [
  { model: { pure: true }, text: { pure: true, only: [] } },
  { files: {}, yaml: { pure: true } },
  { causes: { pure: true } },
  {
    'account-plan': { pure: true, only: ['text'] },
    catalog: { pure: '(?!load[.-])' },
    fingerprints: { pure: '(?!load[.-])' },
    firewall: { pure: true },
    logs: { pure: true },
    report: { pure: true },
  },
  { facts: { pure: true }, settings: { pure: '(?!load[.-])' }, network: { only: ['text', 'files', 'model/network'] } },
  {
    checks: {
      pure: '(check|saved)\\.|[^/]+/((plan|follow|facts|server-facts|saved|transient|dynamic-port)\\.|(judge|verdict|proof|findings)/)',
    },
  },
  { preflight: {} },
  { cli: {} },
];

/** Rings inside a folder, innermost first, where files of it lean on each other in one direction only. What is not named here is free. */
export const INNER_RINGS = { 'checks/endpoint': ['verdict', 'proof', 'findings'] };

/** Folders whose subfolders know nothing of each other. */
export const ISLANDS = ['checks'];

/** Files directly in `src/`: the library face, which nobody imports. */
export const FACE = 'index\\.ts|pure-globals\\.d\\.ts';

/** Packages that reach the world: pure code may not import them. */
export const IMPURE_PACKAGES = ['undici', 'socks', 'proxy-agent', 'ldapts', 'kerberos', 'quickjs-wasi', 'commander', 'p-limit'];

/** Every folder with what it may import besides itself. */
export function allowances(rings = RINGS) {
  const lower = [];
  return rings.flatMap((ring) => {
    const reach = [...lower];
    lower.push(...Object.keys(ring));
    return Object.entries(ring).map(([folder, { only }]) => ({ folder, mayImport: only ?? reach }));
  });
}

/** One expression for all pure files. */
export function purePattern(rings = RINGS) {
  const parts = rings
    .flatMap((ring) => Object.entries(ring))
    .flatMap(([folder, { pure }]) => {
      if (pure === undefined) return [];
      return [`^src/${folder}/${pure === true ? '' : `(?:${pure})`}`];
    });
  return parts.join('|');
}
