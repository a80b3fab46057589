// The files of a release, with what V8 made of their functions in an earlier run of the same command: a third of the time of a short run is compiling.
// Node's own cache (`module.enableCompileCache`) is made before anything has run, so that it holds hardly a function, and there is none on Node 20.
const { isAscii } = require('node:buffer') as typeof import('node:buffer');
const { createHash } = require('node:crypto') as typeof import('node:crypto');
const fs = require('node:fs') as typeof import('node:fs');
const { createRequire } = require('node:module') as typeof import('node:module');
const { dirname, join } = require('node:path') as typeof import('node:path');
const v8 = require('node:v8') as typeof import('node:v8');
const vm = require('node:vm') as typeof import('node:vm');

interface Loaded {
  exports: unknown;
}
type Wrapped = (exports: unknown, require: (id: string) => unknown, module: Loaded, filename: string, dirname: string) => void;

/** What the file at a path exports; `program` is the folder of the whole program. Throws what the file throws. */
function load(path: string, program: string): unknown {
  const folder = folderOf(program);
  return folder === undefined ? require(path) : loader(path, folder)(path).exports;
}

/**
 * Code is loaded from there, so it is a folder of the program itself, of this user alone: whoever could write to it could write to the program as well. It is made by
 * the user whom the program belongs to, and only used by that one. Undefined: there is none. Never below the temporary folder, where whoever
 * comes first can put code for our files; not on Windows, where no mode tells who may write.
 */
function folderOf(program: string): string | undefined {
  const user = process.geteuid?.();
  if (user === undefined) return undefined;
  const isOurs = (path: string, others: number): boolean => {
    const { uid, mode } = fs.lstatSync(path);
    // The type of the file is in the mode, too: a link is no folder (inode(7)).
    return uid === user && (mode & 0o170000) === 0o040000 && (mode & others) === 0;
  };
  const folder = join(program, 'compiled');
  try {
    if (!isOurs(program, 0o022)) return undefined;
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    return isOurs(folder, 0o077) ? folder : undefined;
  } catch {
    // Nothing is missing but time.
    return undefined;
  }
}

/** A `require` for the program's files, which lie in one folder; anything else is Node's. */
function loader(main: string, folder: string): (path: string) => Loaded {
  const nodes = createRequire(main);
  const modules = new Map<string, Loaded>();
  const kept = keeper(folder);
  const loaded = (path: string): Loaded => {
    const known = modules.get(path);
    if (known !== undefined) return known;
    const module: Loaded = { exports: {} };
    modules.set(path, module);
    const wrapped = kept(fs.readFileSync(path), path).runInThisContext() as Wrapped;
    wrapped.call(module.exports, module.exports, ofProgram, module, path, dirname(path));
    return module;
  };
  const ofProgram = (id: string): unknown => (id.startsWith('./') ? loaded(join(dirname(main), id)).exports : nodes(id));
  return loaded;
}

/** Compiles a file with what is kept of it. What was not is written down when the run has come to a result: one file for all that a command loads. */
function keeper(folder: string): (bytes: Buffer, path: string) => import('node:vm').Script {
  const node = `${process.version}-${process.arch}-${v8.cachedDataVersionTag().toString(16)}`;
  const [, , first = ''] = process.argv;
  const command = /^[a-z][a-z-]{1,20}$/.test(first) ? first : 'check';
  const file = join(folder, `${node}-${command}`);
  const kept = read(file);
  const fresh = new Map<string, import('node:vm').Script>();
  process.on('exit', (code) => {
    const hasRun =
      (code === 0 || code === 1 || code === 3) && !process.argv.some((one) => one === 'help' || one === '--help' || one === '-h');
    if (!hasRun || fresh.size === 0) return;
    for (const [digest, script] of fresh) kept.set(digest, script.createCachedData());
    write(file, kept);
  });
  return (bytes, path) => {
    const digest = sha256(bytes).toString('hex');
    const cachedData = kept.get(digest);
    // Nearly all files are ASCII: as such they take half of the memory and a fifth of the time.
    const text = bytes.toString(isAscii(bytes) ? 'latin1' : 'utf8');
    const script = new vm.Script(`(function (exports, require, module, __filename, __dirname) { ${text}\n})`, {
      filename: path,
      ...(cachedData === undefined ? {} : { cachedData }),
    });
    if (script.cachedDataRejected !== false) fresh.set(digest, script);
    return script;
  };
}

const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();
const DIGEST_BYTES = 32;
const LENGTH_BYTES = 4;

/**
 * What is kept, by the digest of what it was made of. The file begins with the digest of the rest, for V8 takes what it is given at its word; of each entry
 * follow digest, length and data. Empty: there is no such file, or it is damaged.
 */
function read(file: string): Map<string, Buffer> {
  const kept = new Map<string, Buffer>();
  try {
    const bytes = fs.readFileSync(file);
    if (!sha256(bytes.subarray(DIGEST_BYTES)).equals(bytes.subarray(0, DIGEST_BYTES))) return kept;
    for (let at = DIGEST_BYTES; at < bytes.length; ) {
      const from = at + DIGEST_BYTES + LENGTH_BYTES;
      const end = from + bytes.readUInt32LE(at + DIGEST_BYTES);
      kept.set(bytes.toString('hex', at, at + DIGEST_BYTES), bytes.subarray(from, end));
      at = end;
    }
  } catch {
    // Nothing is missing but time.
  }
  return kept;
}

function write(file: string, kept: ReadonlyMap<string, Buffer>): void {
  const entries = [...kept].flatMap(([digest, data]) => {
    const length = Buffer.alloc(LENGTH_BYTES);
    length.writeUInt32LE(data.length);
    return [Buffer.from(digest, 'hex'), length, data];
  });
  const rest = Buffer.concat(entries);
  const made = `${file}.${process.pid}`;
  try {
    fs.writeFileSync(made, Buffer.concat([sha256(rest), rest]), { flag: 'wx', mode: 0o600 });
    fs.renameSync(made, file);
  } catch {
    fs.rmSync(made, { force: true });
  }
}

module.exports = { load };
