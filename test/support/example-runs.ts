import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BIN } from './run-program.ts';

/** A folder for `PATH` with an `npx` that runs the built program, as `npx --no-install configmgr-preflight` does where it is installed. */
export async function standInNpx(folder: string): Promise<string> {
  const place = join(folder, 'bin');
  await mkdir(place, { recursive: true });
  await writeFile(
    join(place, 'npx'),
    `#!/bin/sh\n[ "$1 $2" = "--no-install configmgr-preflight" ] || exit 99\nshift 2\nexec '${process.execPath}' '${BIN}' "$@"\n`,
  );
  await chmod(join(place, 'npx'), 0o755);
  return place;
}

/** Nothing listens on the port that is asked; of a wildcard nothing can be asked. Exit code → the configuration beside such a catalog. */
const CONFIGURATIONS = {
  0: 'catalog: [closed.yaml]\nallowPrivate: true\nretries: 0\nwaivers:\n  - { pattern: "*", reason: CHG0001, until: "2099-12-31" }\n',
  1: 'catalog: [closed.yaml]\nallowPrivate: true\nretries: 0\n',
  2: 'catalog: [missing.yaml]\n',
  3: 'catalog: [unproven.yaml]\n',
} as const;
const CATALOGS = {
  'closed.yaml':
    'id: closed\ntitle: nothing listens there\nrevision: "1"\nendpoints: [{ id: a/closed, host: 127.0.0.1, ports: [1], feature: a }]\n',
  'unproven.yaml':
    'id: unproven\ntitle: no host stands for it\nrevision: "1"\nendpoints: [{ id: a/wildcard, host: "*.example.invalid", ports: [443], feature: a }]\n',
};

/** The exit codes that a configuration can be made for. */
export type Outcome = keyof typeof CONFIGURATIONS;

/** A folder in which `configmgr-preflight --config preflight.yaml` ends in that code, without any network. */
export async function outcomeFolder(place: string, outcome: Outcome): Promise<void> {
  await mkdir(place, { recursive: true });
  for (const [name, text] of Object.entries(CATALOGS)) await writeFile(join(place, name), text);
  await writeFile(join(place, 'preflight.yaml'), CONFIGURATIONS[outcome], { mode: 0o600 });
}
