import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import type { Report } from '../../src/model/report.ts';
import { startLab } from '../support/lab/start.ts';
import { PROXY } from '../support/lab/world.ts';

const world = await startLab(t);
if (world !== undefined) {
  const folder = join(world.machines.dir, 'mitmproxy');
  await mkdir(folder);
  const mitmdump = ['mitmdump', '--quiet', '--set', `confdir=${folder}`, '--set', `ssl_verify_upstream_trusted_ca=${world.ca('root.pem')}`];
  await world.machines.start('proxy', [...mitmdump, '--listen-host', PROXY, '--listen-port', '8080'], { HOME: folder });
  await world.machines.listening('proxy', PROXY, 8080);

  const INTERCEPTORS = [
    { name: 'mitmproxy', port: 8080, root: join(folder, 'mitmproxy-ca-cert.pem'), issuer: /mitmproxy/ },
    { name: 'squid with ssl-bump', port: 3131, root: world.ca('corp.pem'), issuer: /Contoso TLS Inspection CA/ },
  ];
  const secured = ({ findings }: Report) =>
    findings.filter(
      ({ kind, target, status }) => kind === 'endpoint' && (target as { scheme?: string }).scheme === 'https' && status !== 'skip',
    );

  for (const { name, port, root, issuer } of INTERCEPTORS) {
    t.test(`${name} in the path of every endpoint`, async (t) => {
      const args = [
        '--quiet',
        '--feature',
        'updates',
        '--feature',
        'tenant-attach',
        '--retries',
        '0',
        '--route',
        `http://${PROXY}:${port}`,
      ];
      const unknown = await world.check(args);
      const failed = secured(unknown.report);
      t.ok(failed.length > 10, `${failed.length} endpoints`);
      for (const { id, cause, owner, status, required, evidence } of failed) {
        t.same({ cause, owner, status }, { cause: 'tls.intercepted', owner: 'security', status: required ? 'fail' : 'warn' }, id);
        t.match(evidence.issuer, issuer, id);
      }
      t.equal(unknown.code, 1);
      await writeFile(
        join(world.machines.dir, 'store.pem'),
        await world.machines.run('proxy', ['cat', root, world.ca('root.pem')]).then(({ stdout }) => stdout),
      );
      const trusted = await world.check(args, { env: { SSL_CERT_FILE: join(world.machines.dir, 'store.pem') } });
      for (const { id, cause, status } of secured(trusted.report))
        t.same({ cause, status }, { cause: 'tls.intercepted', status: 'warn' }, id);
      t.equal(secured(trusted.report).length, failed.length);
    });
  }
}
