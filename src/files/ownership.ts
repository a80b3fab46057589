import type { Stats } from 'node:fs';
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
 * could. `isFolder`: the path is that of the folder in which all is to be ours. Every step of the path is looked at, links step by step: each must belong to the user or root, and nobody else may write to it; in a sticky
 * folder on the way (`/tmp`) others may, since they can replace nothing of ours there. POSIX only; ACLs show in the bits of the group (acl(5)). Rejects with the system's error when the path
 * cannot be walked.
 */
export async function whoElseMayChange(
  path: string,
  { isFolder = false }: { readonly isFolder?: boolean } = {},
): Promise<string | undefined> {
  for await (const { at, step, left } of stepsOf(path)) {
    if (step.isSymbolicLink()) {
      if (!isTrusted(step.uid)) return ofAnother(at, step);
      continue;
    }
    // The folder of the file itself must be ours alone.
    const reason = changeableBy(step, { sticky: left > (isFolder ? 0 : 1) });
    if (reason !== undefined) return `${at} ${reason}`;
  }
  return undefined;
}

/** The first link on a path, its end included, that belongs to neither this process's user nor root, as a sentence. What does not exist yet has none. */
export async function linkOfAnother(path: string): Promise<string | undefined> {
  try {
    for await (const { at, step } of stepsOf(path)) if (step.isSymbolicLink() && !isTrusted(step.uid)) return ofAnother(at, step);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  return undefined;
}

function ofAnother(at: string, { uid }: Ownership): string {
  return `the link ${at} belongs to another user (uid ${uid})`;
}

interface Step {
  readonly at: string;
  readonly step: Stats;
  /** Parts of the path after this one. */
  readonly left: number;
}

/** Every folder, link and file on the way, links followed one by one. */
async function* stepsOf(path: string): AsyncGenerator<Step> {
  const whole = resolve(path);
  const { root } = parse(whole);
  let at = root;
  let rest = whole.slice(root.length).split(sep).filter(Boolean);
  let links = 0;
  for (;;) {
    const step = await lstat(at);
    yield { at, step, left: rest.length };
    if (step.isSymbolicLink()) {
      links += 1;
      if (links > MAX_LINKS) throw Object.assign(new Error('too many links'), { code: 'ELOOP' });
      const target = await readlink(at);
      rest = [...target.split(sep).filter(Boolean), ...rest];
      at = target.startsWith(sep) ? root : dirname(at);
    }
    // `..` in a link leads up from where the link really is: all before it are followed already.
    const next = rest.shift();
    if (next === undefined) return;
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
