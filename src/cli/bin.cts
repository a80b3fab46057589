#!/usr/bin/env node
// CommonJS, because it must run before anything starts Node's thread pool: getaddrinfo would get two of its four threads otherwise,
// and on Node 20 an ES module is too late to say so.
process.env.UV_THREADPOOL_SIZE ??= '64';
if (process.argv.length === 3 && (process.argv[2] === '--version' || process.argv[2] === '-V')) {
  const { version } = require('../../../package.json') as { version: string };
  // A reader that went away is no error; a full disk is.
  process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
    if (code !== 'EPIPE' && code !== 'EOF') process.exitCode = 4;
  });
  process.stdout.write(`${version}\n`);
} else {
  start();
}

function start(): void {
  try {
    process.cwd();
  } catch {
    fail('error: the current folder is gone; change to another one', 2);
    return;
  }
  Promise.resolve()
    .then(program)
    .then(({ main }) => main())
    .catch((error: unknown) => {
      const message = error instanceof Error ? error.message : String(error);
      if (/\bEMFILE\b/.test(message))
        fail('error: this process may open too few files at a time (EMFILE); raise the limit: ulimit -n 1024', 2);
      else fail(`internal error: configmgr-preflight cannot start: ${message}`, 70);
    });
}

/** A release has CommonJS in few files; unbundled they are modules. */
function program(): Promise<typeof import('./main.js')> {
  const { existsSync } = require('node:fs') as typeof import('node:fs');
  const { join } = require('node:path') as typeof import('node:path');
  if (!existsSync(join(__dirname, 'main.cjs'))) return import('./main.js');
  const { load } = require('./kept-code.cjs') as { load: (path: string, program: string) => unknown };
  const main = load(join(__dirname, 'main.cjs'), join(__dirname, '../../..'));
  return Promise.resolve(main as typeof import('./main.js'));
}

function fail(text: string, code: number): void {
  process.stderr.write(`${text}\n`);
  process.exitCode = code;
}
