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
  keepCompiledCode();
  import('./main.js')
    .then(({ main }) => main())
    .catch((error: unknown) => {
      const message = error instanceof Error ? error.message : String(error);
      if (/\bEMFILE\b/.test(message))
        fail('error: this process may open too few files at a time (EMFILE); raise the limit: ulimit -n 1024', 2);
      else fail(`internal error: configmgr-preflight cannot start: ${message}`, 70);
    });
}

/**
 * Lets Node (22.1 and later) keep what V8 made of our files: a seventh of the time of a short run. Code is loaded from there, so it is a folder of the
 * program itself, of this user alone: whoever could write to it could write to the program as well. It is made by the user whom the program belongs to, and only used
 * by that one. Never Node's own choice, a folder below the temporary one, where whoever comes first can put code for our files. Not on Windows, where no mode tells who may write.
 */
function keepCompiledCode(): void {
  const { enableCompileCache } = require('node:module') as { enableCompileCache?: (folder: string) => unknown };
  const { bundled } = require('../../../package.json') as { bundled?: boolean };
  const user = process.geteuid?.();
  if (enableCompileCache === undefined || bundled !== true || user === undefined) return;
  const { lstatSync, mkdirSync } = require('node:fs') as typeof import('node:fs');
  const { join } = require('node:path') as typeof import('node:path');
  const program = join(__dirname, '../../..');
  const folder = join(program, 'compiled');
  const isOurs = (path: string, others: number): boolean => {
    const { uid, mode } = lstatSync(path);
    // The type of the file is in the mode, too: a link is no folder (inode(7)).
    return uid === user && (mode & 0o170000) === 0o040000 && (mode & others) === 0;
  };
  try {
    if (!isOurs(program, 0o022)) return;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (isOurs(folder, 0o077)) enableCompileCache(folder);
  } catch {
    // Nothing is missing but time.
  }
}

function fail(text: string, code: number): void {
  process.stderr.write(`${text}\n`);
  process.exitCode = code;
}
