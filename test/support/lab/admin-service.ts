import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ADMINISTRATOR, ADMINISTRATOR_PASSWORD } from './directory-cast.ts';
import type { Domain, Member } from './domain.ts';
import { squidBase } from './servers.ts';
import type { World } from './world.ts';

/** A member server that answers as the administration service does. */
export interface AdminService extends Member {
  /** What the service tells from now on: class → rows, two on a page. */
  readonly tell: (classes: Readonly<Record<string, readonly object[]>>) => Promise<void>;
  /** What it tells of the one instance whose `ItemName` is this: the properties that its list left out. */
  readonly tellInstance: (itemName: string, row: object) => Promise<void>;
  /** What AdminService.log says of log-ons: a line for each NTLM log-on that was refused. */
  readonly log: () => Promise<string>;
}

/** In place of squid's helper for NTLM: it writes what AdminService.log says when credentials come (What's new in version 2509), and asks the real helper. */
const NTLM_HELPER = `#!/bin/bash
coproc REAL { exec /usr/bin/ntlm_auth --helper-protocol=squid-2.5-ntlmssp --require-membership-of=S-1-5-32-999; }
while IFS= read -r line; do
  [[ $line != KK* ]] || echo 'Rejecting NTLM authentication.' >> /run/AdminService.log
  printf '%s\\n' "$line" >&"\${REAL[1]}"
  IFS= read -r answer <&"\${REAL[0]}" || exit 1
  printf '%s\\n' "$answer"
done`;

/**
 * `provider.corp.test` as release 2509 and later have it: HTTPS with real Windows authentication by squid as a reverse proxy, which takes Negotiate with
 * Kerberos; it offers NTLM, has the controller judge the log-on, and refuses it whatever the password (AdminService.log: "Rejecting NTLM
 * authentication."). OData answers from files behind it. Only `reader` has rights; others get 403 after a good log-on.
 */
export async function startAdminService(world: World, domain: Domain): Promise<AdminService> {
  const machine = await domain.member('provider');
  const { dir } = world.machines;
  const root = join(dir, 'admin');
  await mkdir(join(root, 'AdminService/wmi'), { recursive: true });
  await domain.certificate('provider', [machine.host], machine.address);
  await machine.script(`
net ads keytab add_update_ads HTTP -U '${ADMINISTRATOR}%${ADMINISTRATOR_PASSWORD}' >/dev/null 2>&1 </dev/null
cp /etc/krb5.keytab /etc/http.keytab
chown proxy /etc/http.keytab
chgrp proxy /var/lib/samba/winbindd_privileged
chmod 750 /var/lib/samba/winbindd_privileged
chmod 1777 /run
: > /run/AdminService.log
chmod 666 /run/AdminService.log
cat > /run/ntlm-helper <<'HELPER'
${NTLM_HELPER}
HELPER
chmod 755 /run/ntlm-helper`);
  await writeFile(
    join(dir, 'admin-nginx.conf'),
    `user root; pid /run/admin-nginx.pid; error_log stderr; events {}
http { access_log off; default_type application/json; client_body_temp_path /tmp/b; proxy_temp_path /tmp/p; fastcgi_temp_path /tmp/f; uwsgi_temp_path /tmp/u; scgi_temp_path /tmp/s;
  server { listen 127.0.0.1:8081; root ${root}; add_header OData-Version 4.0;
    location = / { return 404; }
    location ~ "^/AdminService/wmi/SMS_SCI_SysResUse[(]FileType=2,ItemName='(?<item>[^']+)',ItemType='System Resource Usage',SiteCode='CAS'[)]$" { try_files "/instances/$item" =404; }
    location / { try_files "$uri.$arg_page" "$uri" =404; } } }`,
  );
  await writeFile(
    join(dir, 'admin-squid.conf'),
    `https_port ${machine.address}:443 accel defaultsite=${machine.host} no-vhost tls-cert=${world.ca('provider.pem')} tls-key=${world.ca('provider.key')}
cache_peer 127.0.0.1 parent 8081 0 no-query originserver default
auth_param negotiate program /usr/lib/squid/negotiate_kerberos_auth -k /etc/http.keytab -s GSS_C_NO_NAME
auth_param negotiate children 2 startup=1
auth_param ntlm program /run/ntlm-helper
auth_param ntlm children 2 startup=1
acl known proxy_auth REQUIRED
acl allowed proxy_auth -i reader@CORP.TEST CORP\\reader reader
http_access deny !known
http_access deny !allowed all
http_access allow all
${squidBase('/tmp', 'admin-squid.log')}
max_filedescriptors 4096
`,
  );
  await machine.start(['nginx', '-e', 'stderr', '-c', join(dir, 'admin-nginx.conf'), '-g', 'daemon off;']);
  await machine.start(['squid', '-N', '-f', join(dir, 'admin-squid.conf'), '-n', 'admin']);
  await world.machines.listening('provider', machine.address, 443);
  return {
    ...machine,
    tell: async (classes) => {
      for (const [name, rows] of Object.entries(classes)) {
        const address = `https://${machine.host}/AdminService/wmi/`;
        for (let page = 1; page === 1 || (page - 1) * ROWS_A_PAGE < rows.length; page += 1) {
          const value = rows.slice((page - 1) * ROWS_A_PAGE, page * ROWS_A_PAGE);
          const next = page * ROWS_A_PAGE < rows.length ? { '@odata.nextLink': `${address}${name}?page=${page + 1}` } : {};
          const file = join(root, 'AdminService/wmi', page === 1 ? name : `${name}.${page}`);
          await writeFile(file, JSON.stringify({ '@odata.context': `${address}$metadata#${name}`, value, ...next }));
        }
      }
    },
    log: async () => (await machine.run(['cat', '/run/AdminService.log'])).stdout,
    tellInstance: async (itemName, row) => {
      await mkdir(join(root, 'instances'), { recursive: true });
      await writeFile(join(root, 'instances', itemName), JSON.stringify(row));
    },
  };
}

const ROWS_A_PAGE = 2;
