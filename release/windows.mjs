#!/usr/bin/env node
// The portable release for Windows: `node release/windows.mjs --node NODE.EXE --node-licence LICENSE [--out FOLDER]`, after `npm run build`. The same inputs make the same bytes.
// With `--builder NODE`, the same release of Node for the machine that builds, also a single-file executable. With `--pinned`, as `npm run release:windows` has it, both files must be those of the release of Node.js that node.json names.
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { bundle } from './bundle.mjs';
import { noticesOf } from './notices.mjs';
import { filesIn, zipOf } from './zip.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { values } = parseArgs({
  options: {
    node: { type: 'string' },
    'node-licence': { type: 'string' },
    pinned: { type: 'boolean', default: false },
    out: { type: 'string' },
    builder: { type: 'string' },
  },
});
const release = JSON.parse(readFileSync(join(root, 'release/node.json'), 'utf8'));
const node = given('node', 'node.exe');
const licence = given('node-licence', 'LICENSE');
const out = values.out ?? join(root, 'dist');
const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const top = `${name}-${version}-windows-x64`;
const folder = join(out, top);

rmSync(folder, { recursive: true, force: true });
const packages = await bundle(root, join(folder, 'app'));
const text = (path, lines) => writeFileSync(join(folder, path), lines.replaceAll('\n', '\r\n'));
copyFileSync(node.path, join(folder, 'node.exe'));
mkdirSync(join(folder, 'ConfigMgrPreflight'));
for (const [from, to] of [
  ['configmgr-preflight.cmd', 'configmgr-preflight.cmd'],
  ['README.txt', 'README.txt'],
  ...['psd1', 'psm1', 'format.ps1xml'].map((end) => [
    `ConfigMgrPreflight/ConfigMgrPreflight.${end}`,
    `ConfigMgrPreflight/ConfigMgrPreflight.${end}`,
  ]),
])
  text(to, readFileSync(join(root, 'release/files', from), 'utf8'));
mkdirSync(join(folder, 'licences'));
text('licences/configmgr-preflight.txt', readFileSync(join(root, 'LICENSE'), 'utf8'));
text('licences/packages.txt', noticesOf(packages));
text('licences/node.txt', readFileSync(licence.path, 'utf8'));
writeFileSync(join(folder, 'sbom.cdx.json'), `${JSON.stringify(bomOf(packages), null, 2)}\n`);
writeFileSync(
  join(folder, 'SHA256SUMS'),
  filesIn(folder)
    .map((path) => `${sha256(readFileSync(join(folder, path)))}  ${path}\n`)
    .join(''),
);
const zip = zipOf(folder, top);
writeFileSync(join(out, `${top}.zip`), zip);
writeFileSync(join(out, `${top}.zip.sha256`), `${sha256(zip)}  ${top}.zip\n`);
console.log(join(out, `${top}.zip`));
if (values.builder !== undefined) {
  const { executable } = await import('./exe.mjs');
  const exe = join(out, `${top}.exe`);
  await executable({ root, node: node.path, builder: values.builder, out: exe, version });
  writeFileSync(`${exe}.sha256`, `${sha256(readFileSync(exe))}  ${top}.exe\n`);
  console.log(exe);
}

function sha256(bytes) {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The path of an option's file, and whether it is the one of the pinned release. */
function given(option, file) {
  const path = values[option];
  const which = `${file} of Node.js ${release.version} for Windows x64`;
  if (path === undefined) throw new Error(`give --${option} PATH: ${which}`);
  const digest = sha256(readFileSync(path));
  const isPinned = digest === release.sha256[file];
  if (!isPinned && values.pinned) throw new Error(`${path} is not ${which}: its SHA-256 is ${digest}, not ${release.sha256[file]}`);
  if (!isPinned) console.error(`warning: ${path} is not ${which}`);
  return { path, digest, isPinned };
}

/** CycloneDX 1.5 of what is in the zip file; its serial number comes from its content, so that it is the same each time. */
function bomOf(list) {
  const components = [
    {
      type: 'application',
      name: 'node',
      ...(node.isPinned ? { version: release.version } : {}),
      description: 'Node.js for Windows x64',
      hashes: [{ alg: 'SHA-256', content: node.digest }],
    },
    ...list.map(({ name: id, version: release, license }) => {
      const purl = `pkg:npm/${id.replace('@', '%40')}@${release}`;
      return { type: 'library', 'bom-ref': purl, name: id, version: release, purl, licenses: [{ license: { id: license } }] };
    }),
  ];
  const digest = sha256(JSON.stringify(components));
  const serial = [
    digest.slice(0, 8),
    digest.slice(8, 12),
    `5${digest.slice(13, 16)}`,
    `8${digest.slice(17, 20)}`,
    digest.slice(20, 32),
  ].join('-');
  const metadata = { component: { type: 'application', name, version, licenses: [{ license: { id: 'MIT' } }] } };
  return { bomFormat: 'CycloneDX', specVersion: '1.5', serialNumber: `urn:uuid:${serial}`, version: 1, metadata, components };
}
