import { spawnSync } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import t from 'tap';
import { parse, parseAllDocuments } from 'yaml';
import { packageRoot } from '../../src/files/package-root.ts';
import { FORMAT_NAMES } from '../../src/report/formats/index.ts';
import { loadConfig } from '../../src/settings/load.ts';
import { OPTIONS } from '../../src/settings/options.ts';
import { parseRoute } from '../../src/settings/route-spec.ts';
import { skipWithout } from '../support/suite/extent.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const FOLDER = join(packageRoot(), 'examples');
const text = (name: string): Promise<string> => readFile(join(FOLDER, name), 'utf8');

/**
 * Schemas of the parts that the examples use, by hand after the systems' documentation. No other keys are allowed, so that a misspelt one is noticed. They
 * say nothing about parts that no example uses.
 */
const string = { type: 'string', minLength: 1 };
const strings = { type: 'array', items: string, minItems: 1 };
const map = (properties: Record<string, object>, ...required: readonly string[]): object => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});
const each = (schema: object): object => ({ type: 'object', additionalProperties: schema, minProperties: 1 });
const list = (items: object): object => ({ type: 'array', items, minItems: 1 });
const whole = { type: 'integer', minimum: 0 };
const flag = { type: 'boolean' };

const GITHUB_STEP = {
  oneOf: [
    map({ uses: { type: 'string', pattern: '^[\\w-]+/[\\w-]+@v\\d+$' }, name: string, if: string, with: { type: 'object' } }, 'uses'),
    map({ name: string, if: string, shell: string, env: each(string), run: string }, 'run'),
  ],
};
const GITHUB = map(
  {
    name: string,
    on: map({
      workflow_dispatch: { type: 'null' },
      schedule: list(map({ cron: { type: 'string', pattern: '^(\\S+ ){4}\\S+$' } }, 'cron')),
    }),
    permissions: each({ enum: ['read', 'write', 'none'] }),
    jobs: each(
      map(
        {
          strategy: map({ 'fail-fast': flag, matrix: each(strings) }),
          needs: string,
          if: string,
          'runs-on': { anyOf: [string, strings] },
          'timeout-minutes': whole,
          steps: list(GITHUB_STEP),
        },
        'runs-on',
        'steps',
      ),
    ),
  },
  'on',
  'jobs',
);

const GITLAB_JOB = map(
  {
    ...{ stage: string, image: string, tags: strings, timeout: string, script: strings },
    parallel: map({ matrix: list(each(strings)) }),
    rules: list(map({ if: string, when: { enum: ['always', 'never', 'on_success', 'manual'] } }, 'if')),
    needs: list(map({ job: string, artifacts: flag }, 'job')),
    artifacts: map({
      when: { enum: ['always', 'on_success', 'on_failure'] },
      expire_in: string,
      paths: strings,
      reports: map({ junit: string, codequality: string }),
    }),
  },
  'script',
);
const GITLAB = { type: 'object', properties: { stages: strings }, required: ['stages'], additionalProperties: GITLAB_JOB };

const AZURE_STEP = {
  oneOf: [
    map({ checkout: { enum: ['self', 'none'] } }, 'checkout'),
    map({ script: string, displayName: string, condition: string, env: each(string) }, 'script'),
    map(
      {
        task: { type: 'string', pattern: '^\\w+@\\d+$' },
        displayName: string,
        condition: string,
        inputs: each({ type: ['string', 'boolean'] }),
      },
      'task',
    ),
    map({ publish: string, artifact: string, condition: string }, 'publish'),
    map({ download: string, patterns: string }, 'download'),
  ],
};
const AZURE_JOB = map(
  {
    ...{ job: string, displayName: string, timeoutInMinutes: whole, steps: list(AZURE_STEP) },
    strategy: map({ matrix: each(each(string)) }, 'matrix'),
    pool: map({ name: string, vmImage: string, demands: strings }),
  },
  'job',
  'steps',
);
const AZURE = map(
  {
    trigger: { const: 'none' },
    schedules: list(map({ cron: string, displayName: string, branches: map({ include: strings }), always: flag }, 'cron', 'branches')),
    stages: list(map({ stage: string, displayName: string, dependsOn: string, condition: string, jobs: list(AZURE_JOB) }, 'stage', 'jobs')),
  },
  'stages',
);

const SECURITY = { runAsNonRoot: flag, runAsUser: whole, fsGroup: whole, seccompProfile: map({ type: string }) };
const CONTAINER = map(
  {
    ...{ name: string, image: string, command: strings, args: strings },
    resources: map({ requests: each(string), limits: each(string) }),
    securityContext: map({ allowPrivilegeEscalation: flag, readOnlyRootFilesystem: flag, capabilities: map({ drop: strings }) }),
    volumeMounts: list(map({ name: string, mountPath: { type: 'string', pattern: '^/' }, readOnly: flag }, 'name', 'mountPath')),
  },
  'name',
  'image',
);
const POD = map({
  metadata: map({ labels: each(string) }),
  spec: map(
    {
      ...{
        restartPolicy: { enum: ['Never', 'OnFailure'] },
        automountServiceAccountToken: flag,
        securityContext: map(SECURITY),
        containers: list(CONTAINER),
      },
      topologySpreadConstraints: list(
        map({ maxSkew: whole, topologyKey: string, whenUnsatisfiable: string, labelSelector: map({ matchLabels: each(string) }) }),
      ),
      volumes: list(
        map(
          {
            name: string,
            configMap: map({ name: string }),
            secret: map({ secretName: string }),
            persistentVolumeClaim: map({ claimName: string }),
          },
          'name',
        ),
      ),
    },
    'restartPolicy',
    'containers',
  ),
});
const JOB = map(
  {
    completionMode: { enum: ['Indexed', 'NonIndexed'] },
    completions: whole,
    parallelism: whole,
    backoffLimit: whole,
    backoffLimitPerIndex: whole,
    activeDeadlineSeconds: whole,
    ttlSecondsAfterFinished: whole,
    template: POD,
  },
  'template',
);
const kubernetes = (apiVersion: string, kind: string, rest: Record<string, object>): object =>
  map(
    {
      apiVersion: { const: apiVersion },
      kind: { const: kind },
      metadata: { oneOf: [map({ name: string }, 'name'), map({ generateName: string }, 'generateName')] },
      ...rest,
    },
    'apiVersion',
    'kind',
    'metadata',
  );
const KUBERNETES = {
  oneOf: [
    kubernetes('v1', 'ConfigMap', { data: each(string) }),
    kubernetes('v1', 'PersistentVolumeClaim', { spec: map({ accessModes: strings, resources: map({ requests: each(string) }) }) }),
    kubernetes('batch/v1', 'Job', { spec: JOB }),
    kubernetes('batch/v1', 'CronJob', {
      spec: map(
        {
          schedule: string,
          concurrencyPolicy: { enum: ['Allow', 'Forbid', 'Replace'] },
          startingDeadlineSeconds: whole,
          successfulJobsHistoryLimit: whole,
          failedJobsHistoryLimit: whole,
          jobTemplate: map({ spec: JOB }),
        },
        'schedule',
        'jobTemplate',
      ),
    }),
  ],
};

const TASK: Readonly<Record<string, unknown>> = {
  type: 'object',
  required: ['name'],
  properties: {
    name: string,
    register: string,
    changed_when: { type: ['string', 'boolean'] },
    failed_when: { type: ['string', 'boolean'] },
    environment: each(string),
    loop: { anyOf: [string, strings] },
    when: string,
    vars: { type: 'object' },
    block: { type: 'array', items: { $ref: '#/$defs/task' } },
    rescue: { type: 'array', items: { $ref: '#/$defs/task' } },
  },
  patternProperties: {
    '^ansible\\.builtin\\.(?:file|copy|command|fetch|fail|debug)$': { type: 'object' },
    '^ansible\\.builtin\\.include_tasks$': string,
    '^ansible\\.windows\\.win_file$': map({ path: string, state: { enum: ['directory'] } }, 'path', 'state'),
    '^ansible\\.windows\\.win_copy$': map({ src: string, dest: string }, 'src', 'dest'),
    '^ansible\\.windows\\.win_command$': map({ argv: strings, chdir: string, creates: string }, 'argv'),
  },
  additionalProperties: false,
  minProperties: 2,
};
const TASKS = { ...list({ $ref: '#/$defs/task' }), $defs: { task: TASK } };
const PLAYBOOK = {
  ...list(
    map(
      {
        ...{ name: string, hosts: string, connection: string, gather_facts: flag, ignore_unreachable: flag, vars: each(string) },
        tasks: list({ $ref: '#/$defs/task' }),
      },
      'name',
      'hosts',
      'tasks',
    ),
  ),
  $defs: { task: TASK },
};

t.test('each example has the shape that its system wants', async (t) => {
  const ajv = new Ajv({ allErrors: true, allowUnionTypes: true });
  const texts = new Map<string, string>();
  for (const name of ['kubernetes.yaml', 'kubernetes-matrix.yaml']) texts.set(name, await text(name));
  for (const [name, schema] of [
    ['github-actions.yml', GITHUB],
    ['gitlab-ci.yml', GITLAB],
    ['azure-pipelines.yml', AZURE],
    ['ansible/playbook.yml', PLAYBOOK],
    ['ansible/windows.yml', TASKS],
    ['ansible/linux.yml', TASKS],
  ] as const) {
    const valid = ajv.compile(schema);
    const value: unknown = parse(await text(name));
    t.ok(valid(value), `${name}: ${ajv.errorsText(valid.errors)}`);
  }
  const valid = ajv.compile(KUBERNETES);
  const documents = ['kubernetes.yaml', 'kubernetes-matrix.yaml'].flatMap((name) =>
    parseAllDocuments(texts.get(name) ?? '', { uniqueKeys: true }),
  );
  t.equal(documents.length, 5);
  for (const document of documents) {
    t.strictSame(document.errors, []);
    t.ok(valid(document.toJS()), `${String(document.getIn(['metadata', 'name']))}: ${ajv.errorsText(valid.errors).slice(0, 500)}`);
  }
  const planted = { ...(documents[2]?.toJS() as object), sepc: {} };
  t.notOk(valid(planted), 'a misspelt key is noticed');
});

t.test('names that refer to each other exist', async (t) => {
  const documents = [...parseAllDocuments(await text('kubernetes.yaml')), ...parseAllDocuments(await text('kubernetes-matrix.yaml'))].map(
    (document) => document.toJS() as { kind: string; metadata: { name?: string } },
  );
  const names = new Set(documents.map(({ kind, metadata }) => `${kind}/${metadata.name}`));
  const used = JSON.stringify(documents);
  for (const [, claim = ''] of used.matchAll(/"claimName":"([^"]+)"/g)) t.ok(names.has(`PersistentVolumeClaim/${claim}`), claim);
  for (const [, config = ''] of used.matchAll(/"configMap":\{"name":"([^"]+)"/g)) t.ok(names.has(`ConfigMap/${config}`), config);
  const { stages, ...jobs } = parse(await text('gitlab-ci.yml')) as { stages: string[] } & Record<string, unknown>;
  for (const [name, job] of Object.entries(jobs as Record<string, { stage?: string; needs?: { job: string }[] }>)) {
    t.ok(stages.includes(job.stage ?? ''), `${name}: stage ${job.stage}`);
    for (const need of job.needs ?? []) t.ok(Object.hasOwn(jobs, need.job), need.job);
  }
});

/** No Groovy parser is a dependency: brackets and quotes are balanced, and the blocks of a declarative pipeline stand where they belong. */
t.test('the Jenkinsfile is balanced', async (t) => {
  const source = await text('Jenkinsfile');
  const code = source.replace(/\/\/[^\n]*|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g, (part) => (part.startsWith('//') ? '' : '""'));
  t.notMatch(code, /'|"(?!")(?<!"")/, 'every quote has its partner');
  const open: string[] = [];
  for (const character of code) {
    if ('{[('.includes(character)) open.push(character);
    else if ('}])'.includes(character)) t.equal(open.pop(), { '}': '{', ']': '[', ')': '(' }[character]);
  }
  t.strictSame(open, []);
  for (const block of ['pipeline', 'agent none', 'stages', 'matrix', 'axes', 'steps', 'post'])
    t.match(code, new RegExp(`\\b${block}\\b`), block);
});

t.test('Ansible itself accepts the playbook', { skip: skipWithout('ansible-playbook') }, async (t) => {
  const { status, stderr } = spawnSync('ansible-playbook', ['-i', 'inventory.ini', '--syntax-check', 'playbook.yml'], {
    cwd: join(FOLDER, 'ansible'),
    encoding: 'utf8',
  });
  t.equal(status, 0, stderr);
});

t.test('the program knows every option, format and key that the examples use', async (t) => {
  const flags = new Set(OPTIONS.map(({ flags: declared }) => /--(?:no-)?([\w-]+)/.exec(declared)?.[0] ?? ''));
  for (const own of ['--config', '--output', '--latest', '--format', '--no-install', '--syntax-check']) flags.add(own);
  for (const name of [
    'github-actions.yml',
    'gitlab-ci.yml',
    'azure-pipelines.yml',
    'Jenkinsfile',
    'kubernetes.yaml',
    'kubernetes-matrix.yaml',
    'ansible/playbook.yml',
    'ansible/windows.yml',
    'ansible/linux.yml',
    'powershell/preflight-remoting.ps1',
  ]) {
    const source = (await text(name))
      .split('\n')
      .filter((line) => !/^\s*(?:#|\/\/)/.test(line))
      .join('\n');
    for (const [flag] of source.matchAll(/(?<=[\s"'[])--[a-z][\w-]*/g)) t.ok(flags.has(flag), `${name}: ${flag}`);
    for (const [, format] of source.matchAll(/(?:--report(?:"?,?\s+(?:- )?)"?|--format )([a-z-]+)(?:=|\s)/g))
      t.ok((FORMAT_NAMES as readonly string[]).includes(format ?? ''), `${name}: ${format}`);
  }
  const folder = await temporaryFolder('examples');
  const [map] = parseAllDocuments(await text('kubernetes.yaml'));
  await writeFile(join(folder, 'mounted.yaml'), String(map?.getIn(['data', 'preflight.yaml'])));
  for (const path of [join(FOLDER, 'preflight.yaml'), join(folder, 'mounted.yaml')]) {
    const { values: config } = await loadConfig(path);
    for (const spec of (config.route ?? ['direct']) as string[]) t.ok(parseRoute(spec, 'auto', {}), path);
  }
  t.equal(
    String(map?.getIn(['data', 'routes']))
      .trim()
      .split('\n')
      .map((spec) => parseRoute(spec, 'auto', {})).length,
    3,
  );
});

t.test('every example is in the list', async (t) => {
  const listed = await text('README.md');
  for (const name of (await readdir(FOLDER, { recursive: true })).filter((one) => /\.(?:ya?ml)$|file$/.test(one)))
    t.ok(listed.includes(`\`${name.replaceAll('\\', '/')}\``), name);
});
