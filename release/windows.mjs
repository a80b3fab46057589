#!/usr/bin/env node
// The portable release for Windows: `node release/windows.mjs --node NODE.EXE --node-licence FILE [--out FOLDER]`, after `npm run build`. The same inputs make the same bytes.
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { bundle } from './bundle.mjs';
import { filesIn, zipOf } from './zip.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { values } = parseArgs({ options: { node: { type: 'string' }, 'node-licence': { type: 'string' }, out: { type: 'string' } } });
if (values.node === undefined) throw new Error('give --node PATH: node.exe of the Windows release that is to go with the program');
const out = values.out ?? join(root, 'dist');
const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const top = `${name}-${version}-windows-x64`;
const folder = join(out, top);

rmSync(folder, { recursive: true, force: true });
const packages = await bundle(root, join(folder, 'app'));
const text = (path, lines) => writeFileSync(join(folder, path), lines.replaceAll('\n', '\r\n'));
copyFileSync(values.node, join(folder, 'node.exe'));
writeFileSync(join(folder, 'app/package.json'), `${JSON.stringify({ name, version, type: 'module', private: true })}\n`);
for (const [from, to] of [
  ['configmgr-preflight.cmd', 'configmgr-preflight.cmd'],
  ['README.txt', 'README.txt'],
])
  text(to, readFileSync(join(root, 'release/files', from), 'utf8'));
mkdirSync(join(folder, 'licences'));
text('licences/configmgr-preflight.txt', readFileSync(join(root, 'LICENSE'), 'utf8'));
text('licences/packages.txt', noticesOf(packages));
if (values['node-licence'] !== undefined) text('licences/node.txt', readFileSync(values['node-licence'], 'utf8'));
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

function sha256(bytes) {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The licence texts of the bundled packages; what has no file of its own is named with its licence. */
function noticesOf(list) {
  return list
    .map(({ name: id, version: release, license, folder: at }) => {
      const file = readdirSync(at).find((one) => /^licen[cs]e/i.test(one));
      const words =
        file === undefined || !existsSync(join(at, file))
          ? 'Its package has no file of a licence.'
          : readFileSync(join(at, file), 'utf8').trim();
      return `${id} ${release} (${license})\n\n${words}\n`;
    })
    .join(`\n${'-'.repeat(80)}\n\n`);
}

/** CycloneDX 1.5 of what is in the zip file; its serial number comes from its content, so that it is the same each time. */
function bomOf(list) {
  const components = [
    {
      type: 'application',
      name: 'node',
      description: 'Node.js for Windows x64',
      hashes: [{ alg: 'SHA-256', content: sha256(readFileSync(values.node)) }],
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
