import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { packageRoot } from '../../src/files/package-root.ts';
import { gitlab, workflowParser } from '../support/build-systems.ts';

const source = (name: string): Promise<string> => readFile(join(packageRoot(), 'examples', name), 'utf8');

t.test("GitHub's own parser takes the workflow", async (t) => {
  const faults = await workflowParser(t.testdir({}));
  const text = await source('github-actions.yml');
  t.same(await faults(text), []);
  for (const [right, wrong] of [
    ['fail-fast', 'failfast'],
    ['needs: probe', 'needs: prove'],
    ['matrix.server', 'martix.server'],
  ] as const)
    t.not((await faults(text.replace(right, wrong))).length, 0, `${wrong} is noticed`);
});

t.test("GitLab's own JSON Schema takes the pipeline", async (t) => {
  const folder = t.testdir({});
  execFileSync('git', ['init', '-q', folder]);
  const text = await source('gitlab-ci.yml');
  await writeFile(join(folder, '.gitlab-ci.yml'), text);
  const right = await gitlab(folder, ['--list-all']);
  t.match(right, { code: 0, output: /json schema validated/ });
  t.match(right.output, /^probe: \[scp-boston\][\s\S]*^matrix +merge/m, 'its jobs');
  await writeFile(join(folder, '.gitlab-ci.yml'), text.replace('expire_in', 'expires_in'));
  const wrong = await gitlab(folder, ['--list-all']);
  t.match(wrong, { code: 1, output: /'expires_in' property is not expected/ });
});
