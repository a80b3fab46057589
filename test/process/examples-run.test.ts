import { spawnSync } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { parse, parseAllDocuments } from 'yaml';
import { packageRoot } from '../../src/files/package-root.ts';
import { outcomeFolder, standInNpx } from '../support/example-runs.ts';
import { BIN, program } from '../support/run-program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const FOLDER = join(packageRoot(), 'examples');
const source = (name: string): Promise<string> => readFile(join(FOLDER, name), 'utf8');
const folder = await temporaryFolder('example-runs');
const npx = await standInNpx(folder);
const OUTCOMES = [0, 1, 2, 3] as const;
const SERVERS = ['scp-munich', 'scp-boston'] as const;

interface RunStep {
  readonly command: string;
  /** Also after a failure. */
  readonly always: boolean;
}

/** Steps as a build system runs them: a failure ends all but those that ask to run anyway. Returns the codes of those that ran. */
function runSteps(steps: readonly RunStep[], cwd: string, env: Readonly<Record<string, string>> = {}): readonly number[] {
  const codes: number[] = [];
  for (const { command, always } of steps) {
    if (!always && codes.some((code) => code !== 0)) continue;
    const { status } = spawnSync('bash', ['-eo', 'pipefail', '-c', command], {
      cwd,
      env: { PATH: `${npx}:${process.env.PATH}`, HOME: '/nonexistent', ...env },
    });
    codes.push(status ?? -1);
  }
  return codes;
}

interface PipelineStep {
  readonly run?: string;
  readonly script?: string;
  readonly if?: string;
  readonly condition?: string;
}

const stepsOf = (steps: readonly PipelineStep[], replaced: Readonly<Record<string, string>>): readonly RunStep[] =>
  steps.flatMap(({ run, script, if: when, condition }) => {
    const command = Object.entries(replaced).reduce((text, [from, to]) => text.replaceAll(from, to), run ?? script ?? '');
    return command === '' ? [] : [{ command, always: when !== undefined || condition !== undefined }];
  });

/** The probing and the merging job of each system, as commands. */
async function systems(): Promise<Readonly<Record<string, { probe: (server: string) => readonly RunStep[]; merge: readonly RunStep[] }>>> {
  const github = parse(await source('github-actions.yml')) as { jobs: Record<'probe' | 'matrix', { steps: PipelineStep[] }> };
  const gitlab = parse(await source('gitlab-ci.yml')) as Record<'probe' | 'matrix', { script: string[] }>;
  const azure = parse(await source('azure-pipelines.yml')) as { stages: { jobs: { steps: PipelineStep[] }[] }[] };
  const azureSteps = (stage: number): readonly PipelineStep[] => azure.stages[stage]?.jobs[0]?.steps ?? [];
  const lines = (script: readonly string[]): readonly RunStep[] => [{ command: script.join('\n'), always: false }];
  const jenkins = [...(await source('Jenkinsfile')).matchAll(/(?:script: ')(npx [^']+)'|def command = "(npx [^"]+)"/g)].map(
    ([, a, b]) => a ?? b ?? '',
  );
  return {
    github: {
      probe: (server) => stepsOf(github.jobs.probe.steps, { '${{ matrix.server }}': server }),
      merge: stepsOf(github.jobs.matrix.steps, {}),
    },
    gitlab: { probe: (server) => lines([`SERVER=${server}`, ...gitlab.probe.script]), merge: lines(gitlab.matrix.script) },
    azure: {
      probe: (server) => stepsOf(azureSteps(0), { '$(server)': server }),
      merge: stepsOf(azureSteps(1), { '$(Pipeline.Workspace)': '.', '$(System.DefaultWorkingDirectory)': '.' }),
    },
    jenkins: {
      probe: (server) => [{ command: (jenkins[0] ?? '').replaceAll('${env.SERVER}', server), always: false }],
      merge: [{ command: jenkins[1] ?? '', always: false }],
    },
  };
}

t.test('build systems: a probe that ends in 1, 2 or 3 fails its job, and keeps its reports', async (t) => {
  for (const [name, { probe }] of Object.entries(await systems())) {
    for (const outcome of OUTCOMES) {
      const place = join(folder, `${name}-${outcome}`);
      await outcomeFolder(place, outcome);
      const codes = runSteps(probe('scp-munich'), place, { GITHUB_STEP_SUMMARY: join(place, 'summary-of-job.md') });
      t.equal(codes[0], outcome, `${name}: the probe's own code`);
      t.equal(
        codes.some((code) => code !== 0),
        outcome !== 0,
        `${name}: ${outcome} ${outcome === 0 ? 'passes' : 'fails'}`,
      );
      const report = await readFile(join(place, 'reports/scp-munich.json'), 'utf8').catch(() => '');
      t.equal(report !== '', outcome !== 2, `${name}: ${outcome} has a report`);
    }
  }
});

t.test('build systems: the matrix of green machines is green; a machine that gave no report fails it, and is named', async (t) => {
  for (const [name, { probe, merge }] of Object.entries(await systems())) {
    for (const lost of [false, true]) {
      const place = join(folder, `${name}-matrix-${lost}`);
      await outcomeFolder(place, 0);
      for (const server of lost ? SERVERS.slice(0, 1) : SERVERS)
        runSteps(probe(server), place, { GITHUB_STEP_SUMMARY: join(place, 'job.md') });
      // Where the artifacts of Azure Pipelines are downloaded to.
      await mkdir(join(place, 'preflight-all'), { recursive: true });
      spawnSync('sh', ['-c', 'cp reports/*.json preflight-all/'], { cwd: place });
      const codes = runSteps(merge, place, { GITHUB_STEP_SUMMARY: join(place, 'job.md') });
      t.equal(codes.find((code) => code !== 0) ?? 0, lost ? 2 : 0, `${name}: ${lost ? 'one is missing' : 'both'}`);
      const matrix = await readFile(join(place, 'matrix.md'), 'utf8');
      t.equal(/Not read: reports\/scp\\-boston\.json|Not read: .*boston/.test(matrix), lost, `${name}: it is named`);
    }
  }
});

t.test('Jenkins: only 1 and 3 are unstable, all else fails', async (t) => {
  const text = await source('Jenkinsfile');
  t.equal(text.match(/if \(code == 1 \|\| code == 3\) \{ unstable\(/g)?.length, 2);
  t.equal(text.match(/else if \(code != 0\) \{ error\(/g)?.length, 2);
  t.notMatch(text, /allowEmptyResults: true/, 'no test result is no success');
});

/** The shell text of a container, with the folders of the image and of its volumes elsewhere. */
function podScript(document: unknown, place: string): string {
  const text = JSON.stringify(document);
  const { command, args } = JSON.parse(/"containers":(\[.*?\]),"volumes"/s.exec(text)?.[1] ?? '[{}]')[0] as {
    command?: string[];
    args: string[];
  };
  const words = command === undefined ? `node ${BIN} ${args.join(' ')}` : (args[0] ?? '');
  return words
    .replaceAll('/app/build/src/cli/bin.cjs', BIN)
    .replaceAll('/etc/preflight-proxy', join(place, 'secret'))
    .replaceAll('/etc/preflight', place)
    .replaceAll('/reports', join(place, 'reports'));
}

t.test('Kubernetes: the first night without failures becomes the baseline, then only what gets worse fails', async (t) => {
  const documents = parseAllDocuments(await source('kubernetes.yaml')).map(
    (document) => document.toJS() as { kind: string; spec: unknown },
  );
  const nightly = documents.find(({ kind }) => kind === 'CronJob');
  const place = join(folder, 'kubernetes');
  const night = async (outcome: (typeof OUTCOMES)[number]): Promise<number | undefined> => {
    await outcomeFolder(place, outcome);
    await mkdir(join(place, 'reports'), { recursive: true });
    return runSteps([{ command: podScript(nightly, place), always: false }], place)[0];
  };
  const baseline = (): Promise<string> => readFile(join(place, 'reports/baseline.json'), 'utf8').catch(() => '');
  for (const outcome of [1, 2, 3] as const) {
    t.equal(await night(outcome), outcome, 'without a baseline what fails counts');
    t.equal(await baseline(), '', 'and does not become one');
  }
  t.equal(await night(0), 0);
  t.match(await baseline(), /"schemaVersion"/);
  t.equal(await night(0), 0, 'the same again');
  t.equal(await night(1), 1, 'worse');
});

t.test('Kubernetes: a pod takes its route, and the matrix misses a route that gave no report', async (t) => {
  const [, , job] = parseAllDocuments(await source('kubernetes.yaml'));
  const matrix = parse(await source('kubernetes-matrix.yaml')) as unknown;
  const place = join(folder, 'kubernetes-routes');
  await outcomeFolder(place, 0);
  await mkdir(join(place, 'secret'));
  await writeFile(join(place, 'secret/password'), 'unused');
  await writeFile(join(place, 'routes'), 'direct\ndirect\ndirect\n');
  const merge = (): number | undefined => runSteps([{ command: podScript(matrix, place), always: false }], place, { WAIT_SECONDS: '0' })[0];
  t.equal(merge(), 2, 'too early: nothing has been written');
  for (const index of [0, 1, 2]) {
    const script = podScript(job?.toJS(), place);
    t.equal(runSteps([{ command: script, always: false }], place, { JOB_COMPLETION_INDEX: String(index) })[0], 0);
    t.equal(merge(), index < 2 ? 2 : 0, `${index + 1} of 3 routes`);
  }
  t.equal(merge(), 2, 'what was merged does not count again');
});

t.test('the program runs with the configuration of the examples', async (t) => {
  const { code, stderr } = await program(
    ['-c', join(FOLDER, 'preflight.yaml'), '--deadline', '3000', '--timeout', '500', '--retries', '0', '--format', 'azure'],
    { isolated: true, env: { PREFLIGHT_PROXY_PASSWORD: 'x1y2z3' } },
  );
  t.equal(code, 3, `it runs: ${stderr}`);
});
