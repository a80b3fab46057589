import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LONE_SQUID } from './lone-squid.ts';
import { answer, listening, until } from './programs.ts';
import { type Checked, check, preflight, world } from './world.ts';

/** A proxy that opens all TLS but what the do-not-decrypt list exempts. */
export interface TwinQuestion {
  readonly dir: string;
  readonly names: readonly string[];
}

const CONFIGURATION = `
http_port 127.0.0.1:3128 ssl-bump tls-cert=INSPECTION generate-host-certificates=on dynamic_cert_mem_cache_size=4MB
sslcrtd_program /usr/lib/squid/security_file_certgen -s STORE -M 4MB
tls_outgoing_options cafile=GENUINE
dns_nameservers 127.0.0.2
hosts_file none
${LONE_SQUID}
visible_hostname proxy.test
include TWIN
ssl_bump bump all
http_access allow all
`;

await answer<TwinQuestion, Checked>(async ({ dir, names }, start) => {
  await world(dir, names, start);
  const file = (name: string) => join(dir, name);
  const openssl = [
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-days',
    '2',
    '-subj',
    '/CN=Inspection CA',
  ];
  execFileSync('openssl', [...openssl, '-keyout', file('inspection.key'), '-out', file('inspection.crt')], { stdio: 'ignore' });
  execFileSync('sh', ['-c', 'cat inspection.key inspection.crt > inspection.pem && chmod 644 inspection.pem ca.pem'], { cwd: dir });
  // Squid's certificate helper runs as its own user.
  const store = join(mkdtempSync('/tmp/preflight-twin-'), 'store');
  execFileSync('/usr/lib/squid/security_file_certgen', ['-c', '-s', store, '-M', '4MB'], { stdio: 'ignore' });
  execFileSync('chown', ['-R', 'proxy', join(store, '..')]);
  const { code, err } = await preflight('firewall', '--dialect', 'squid', '--inspection', '-o', file('twin.conf'));
  if (code !== 0) throw new Error(`firewall --inspection ended in ${code}: ${err}`);
  const values = { INSPECTION: file('inspection.pem'), STORE: store, GENUINE: file('ca.pem'), TWIN: file('twin.conf') };
  writeFileSync(
    file('squid.conf'),
    CONFIGURATION.replace(/INSPECTION|STORE|GENUINE|TWIN/g, (name) => values[name as keyof typeof values]),
  );
  start('squid', ['-N', '-f', file('squid.conf')]);
  await until('squid', () => listening(3128, '127.0.0.1'));
  try {
    return await check(dir, '--route', 'http://127.0.0.1:3128', '--timeout', '20000');
  } finally {
    execFileSync('rm', ['-rf', join(store, '..')]);
  }
});
