import { allowances, FACE, IMPURE_PACKAGES, INNER_RINGS, ISLANDS, purePattern, RINGS } from './architecture.rings.mjs';

/** The architecture, as rules that run. They are made of the table in architecture.rings.mjs. */
const any = (folders) => `(?:${folders.join('|')})/`;
const FOLDERS = RINGS.flatMap((ring) => Object.keys(ring));

const ringRules = allowances().map(({ folder, mayImport }) => ({
  name: `ring-of-${folder}`,
  comment: `${folder} imports itself${mayImport.length === 0 ? ' only' : `, ${mayImport.join(', ')}`}: a lower ring can be understood, tested and kept without what lies above.`,
  severity: 'error',
  from: { path: `^src/${folder}/` },
  to: { path: '^src/', pathNot: `^src/${any([folder, ...mayImport])}` },
}));

const innerRules = Object.entries(INNER_RINGS).flatMap(([parent, folders]) =>
  folders.slice(0, -1).map((folder, at) => ({
    name: `inner-ring-of-${folder}`,
    comment: `In ${parent}: ${folders.join(' below ')}.`,
    severity: 'error',
    from: { path: `^src/${parent}/${folder}/` },
    to: { path: `^src/${parent}/${any(folders.slice(at + 1))}` },
  })),
);

const islandRules = ISLANDS.map((parent) => ({
  name: `islands-of-${parent}`,
  comment: 'A check that leans on another cannot be understood or tested alone.',
  severity: 'error',
  from: { path: `^src/${parent}/([^/]+)/` },
  to: { path: `^src/${parent}/[^/]+/`, pathNot: `^src/${parent}/$1/` },
}));

export default {
  forbidden: [
    ...ringRules,
    ...innerRules,
    ...islandRules,
    {
      name: 'every-file-in-a-ring',
      comment: 'A folder that the table of rings does not know has no rules.',
      severity: 'error',
      from: { path: '^src/', pathNot: `^src/(?:${any(FOLDERS)}|(?:${FACE})$)` },
      to: {},
    },
    {
      name: 'face-is-imported-by-nobody',
      comment: 'index.ts is for programs that use the package.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: `^src/(?:${FACE})$` },
    },
    {
      name: 'pure-has-no-node',
      comment: 'Pure code imports nothing of Node: no file, socket, clock or process. Saved facts give the same answer anywhere.',
      severity: 'error',
      from: { path: purePattern() },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'pure-has-no-io',
      comment: 'Pure code reaches the world through no package and no impure folder either.',
      severity: 'error',
      from: { path: purePattern() },
      to: { path: `^src/(?:files|network)/|(?:^|/)(?:${IMPURE_PACKAGES.join('|')})(?:/|$)` },
    },
    {
      name: 'src-never-imports-test',
      comment: 'Product code does not know its tests.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^test/' },
    },
    {
      name: 'no-cycles',
      comment: 'Cycles, of types too, hide which part is the lower one.',
      severity: 'error',
      from: { path: '^src/' },
      to: { circular: true },
    },
  ],
  options: {
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '\\.d\\.ts$' },
    moduleSystems: ['es6'],
  },
};
