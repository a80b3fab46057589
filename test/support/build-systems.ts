import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'rolldown';
import { packageRoot } from '../../src/files/package-root.ts';

const MODULES = join(packageRoot(), 'node_modules');

/**
 * What GitHub's own parser of workflows says is wrong with one; empty: nothing. Bundled first into `folder`, because its modules import JSON in a way that Node does
 * not take.
 */
export async function workflowParser(folder: string): Promise<(text: string) => Promise<readonly string[]>> {
  const file = join(folder, 'workflow-parser.mjs');
  await build({
    input: join(MODULES, '@actions/workflow-parser/dist/index.js'),
    platform: 'node',
    output: { file, codeSplitting: false },
    logLevel: 'silent',
  });
  const parser: typeof import('@actions/workflow-parser') = await import(pathToFileURL(file).href);
  return async (content) => {
    const { context, value } = parser.parseWorkflow({ name: 'preflight.yml', content }, new parser.NoOperationTraceWriter());
    if (value !== undefined) await parser.convertWorkflowTemplate(context, value);
    return context.errors.getErrors().map(({ message }) => message);
  };
}

/** Node 20 has no `Set.prototype.union`, which gitlab-ci-local calls. */
const UNION = `data:text/javascript,${encodeURIComponent('Set.prototype.union ??= function union(other) { return new Set([...this, ...other]) }')}`;

/** Runs gitlab-ci-local, which holds `.gitlab-ci.yml` to GitLab's own JSON Schema first; `folder` is a git repository. */
export function gitlab(
  folder: string,
  argv: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ readonly code: number; readonly output: string }> {
  const program = join(MODULES, 'gitlab-ci-local/dist/index.js');
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['--import', UNION, program, ...argv],
      { cwd: folder, env: { PATH: process.env.PATH, HOME: folder, ...env }, timeout: 240_000 },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
        resolve({ code, output: `${stdout}${stderr}` });
      },
    );
  });
}
