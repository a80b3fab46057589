#!/usr/bin/env node
// What the npm package and the container image hold: `node release/package.mjs [FOLDER]` after tsc makes `dist/app` or that folder.
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from './bundle.mjs';
import { noticesOf } from './notices.mjs';
import { copyTypes } from './types.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = resolve(process.argv[2] ?? join(root, 'dist/app'));
const made = `${folder}.new`;
const packages = await bundle(root, made);
copyTypes(root, join(made, 'types'));
writeFileSync(join(made, 'licences.txt'), noticesOf(packages));
// At once: whoever runs the program meanwhile finds one or the other.
const old = `${folder}.old`;
rmSync(old, { recursive: true, force: true });
try {
  renameSync(folder, old);
} catch (error) {
  if (error.code !== 'ENOENT') throw error;
}
renameSync(made, folder);
rmSync(old, { recursive: true, force: true });
