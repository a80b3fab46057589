import { lstat, readlink } from 'node:fs/promises';
import { dirname, join, parse, resolve, sep } from 'node:path';

/** As Linux itself follows links (path_resolution(7)). */
const MAX_LINKS = 40;
const WRITABLE_BY_OTHERS = 0o022;
const STICKY = 0o1000;

/** What of a file's `stat` decides who may change it. */
export interface Ownership {
  readonly uid: number;
  readonly mode: number;
}

/**
 * Who else than this process's user and root could change what is at a path: as a sentence that names the file, folder or link; undefined when nobody
 * could. Every step of the path is looked at, links step by step: each must belong to the user or root, and nobody else may write to it; in a sticky
 * folder on the way (`/tmp`) others may, since they can replace nothing of ours there. POSIX only; ACLs show in the bits of the group (acl(5)). Rejects with the system's error when the path
 * cannot be walked.
 */
export async function whoElseMayChange(path: string): Promise<string | undefined> {
  const whole = resolve(path);
  let at = parse(whole).root;
  let rest = whole.slice(at.length).split(sep).filter(Boolean);
  let links = 0;
  for (;;) {
    const step = await lstat(at);
    // The folder of the file itself must be ours alone.
    const reason = changeableBy(step, { sticky: rest.length > 1 });
    if (reason !== undefined && !step.isSymbolicLink()) return `${at} ${reason}`;
    if (step.isSymbolicLink()) {
      if (!isTrusted(step.uid)) return `the link ${at} belongs to another user (uid ${step.uid})`;
      links += 1;
      if (links > MAX_LINKS) throw Object.assign(new Error('too many links'), { code: 'ELOOP' });
      const target = await readlink(at);
      rest = [...target.split(sep).filter(Boolean), ...rest];
      at = target.startsWith(sep) ? parse(whole).root : dirname(at);
    }
    // `..` in a link leads up from where the link really is: all before it are followed already.
    const next = rest.shift();
    if (next === undefined) return undefined;
    at = next === '..' ? dirname(at) : join(at, next);
  }
}

/** The same of one file or folder by itself; with `sticky` a folder may be writable when only owners can replace things in it. */
export function changeableBy({ uid, mode }: Ownership, { sticky = false }: { readonly sticky?: boolean } = {}): string | undefined {
  if (!isTrusted(uid)) return `belongs to another user (uid ${uid})`;
  const writable = mode & WRITABLE_BY_OTHERS;
  if (writable === 0 || (sticky && (mode & STICKY) !== 0)) return undefined;
  return `may be written to by ${(writable & 0o002) === 0 ? 'its group' : 'everybody'}`;
}

function isTrusted(uid: number): boolean {
  return uid === 0 || uid === process.geteuid?.();
}
