/** The architecture, as rules that run. Each rule says what a part may not do, and why. */
const PURE =
  '^src/(model|text|causes|report|firewall|logs)/|^src/(catalog|config)/(?!load)|^src/checks/finding|^src/checks/[^/]+/(plan|follow|judge|proof|requirements|reproduce|transient)';

export default {
  forbidden: [
    {
      name: 'pure-has-no-io',
      comment: 'Judging and wording are functions of their arguments: saved facts must give the same answer anywhere.',
      severity: 'error',
      from: { path: PURE },
      to: { path: '^(src/network/|src/cli/|undici|socks|proxy-agent|dns-packet)', dependencyTypesNot: [] },
    },
    {
      name: 'pure-has-no-node',
      comment: 'Pure code imports nothing of Node: no file, socket, clock or process.',
      severity: 'error',
      from: { path: PURE },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'network-knows-no-domain',
      comment: 'The network layer could be published alone: it knows no endpoint, cause, finding or report.',
      severity: 'error',
      from: { path: '^src/network/' },
      to: {
        path: '^src/',
        pathNot:
          '^src/(network/|text/|ownership\\.ts|model/(address|route|observation|context|run-state|secret|controller|logon-refusal)\\.ts)',
      },
    },
    {
      name: 'words-know-no-checks',
      comment: 'Formats and dialects render reports and requirements; they must serve saved ones too.',
      severity: 'error',
      from: { path: '^src/(report|firewall)/' },
      to: { path: '^src/(checks|network|config|cli)/' },
    },
    {
      name: 'checks-are-islands',
      comment: 'A check that leans on another cannot be understood or tested alone.',
      severity: 'error',
      from: { path: '^src/checks/([^/]+)/' },
      to: { path: '^src/checks/[^/]+/', pathNot: '^src/checks/$1/' },
    },
    {
      name: 'model-imports-nothing',
      comment: 'The model is what everyone agrees on; it leans on nobody.',
      severity: 'error',
      from: { path: '^src/model/' },
      to: { path: '^src/', pathNot: '^src/model/' },
    },
    {
      name: 'nobody-imports-cli',
      comment: 'The command line is the outermost ring.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/cli/' },
      to: { path: '^src/cli/' },
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
