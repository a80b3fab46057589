#!/usr/bin/env node
// What the npm package and the container image hold: `node release/package.mjs [FOLDER]` after `npm run build` makes `dist/app` or that folder.
import { writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from './bundle.mjs';
import { noticesOf } from './notices.mjs';
import { copyTypes } from './types.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = resolve(process.argv[2] ?? join(root, 'dist/app'));
const packages = await bundle(root, folder);
copyTypes(root, join(folder, 'types'));
writeFileSync(join(folder, 'licences.txt'), noticesOf(packages));
