import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ADMINISTRATOR, ADMINISTRATOR_PASSWORD, CAST_PASSWORD } from './directory-cast.ts';
import type { Domain, Member } from './domain.ts';
import { danteConfig, squidBase } from './servers.ts';
import type { World } from './world.ts';

const NTLM = `auth_param ntlm program /usr/bin/ntlm_auth --helper-protocol=squid-2.5-ntlmssp
auth_param ntlm children 4 startup=1
auth_param ntlm keep_alive on`;
const KERBEROS = `auth_param negotiate program /usr/lib/squid/negotiate_kerberos_auth -k /etc/http.keytab -s HTTP/adproxy.corp.test@CORP.TEST
auth_param negotiate children 4 startup=1
auth_param negotiate keep_alive on`;
const BOTH = `auth_param negotiate program /usr/lib/squid/negotiate_wrapper_auth --ntlm /usr/bin/ntlm_auth --helper-protocol=squid-2.5-ntlmssp --kerberos /usr/lib/squid/negotiate_kerberos_auth -k /etc/http.keytab -s HTTP/adproxy.corp.test@CORP.TEST
auth_param negotiate children 4 startup=1
auth_param negotiate keep_alive on`;
const BASIC = `auth_param basic program /usr/bin/ntlm_auth --helper-protocol=squid-2.5-basic
auth_param basic children 2 startup=1
auth_param basic realm corp`;
const MEMBERS_ONLY = `external_acl_type group ttl=0 %LOGIN /usr/lib/squid/ext_wbinfo_group_acl -K
acl members external group ProxyUsers
http_access deny !members all`;

/** Squids that authenticate against the domain, by port. Offered together as company proxies do: 3143. */
const PROXIES: Readonly<Record<number, { readonly auth: string; readonly rules?: string }>> = {
  3141: { auth: NTLM },
  3142: { auth: KERBEROS },
  3143: { auth: [BOTH, NTLM, BASIC].join('\n') },
  3144: { auth: BASIC },
  3145: { auth: BOTH, rules: MEMBERS_ONLY },
  3149: { auth: NTLM, rules: MEMBERS_ONLY },
};

/** The machine `adproxy.corp.test`, a member of the domain; beside the squids a dante on 1080 that knows socksuser. */
export async function startDomainProxies(world: World, domain: Domain): Promise<Member> {
  const machine = await domain.machine('adproxy');
  const { dir } = world.machines;
  await machine.script(`
cat > /etc/samba/smb.conf <<'CONF'
[global]
realm = CORP.TEST
workgroup = CORP
netbios name = ADPROXY
security = ads
kerberos method = secrets and keytab
dedicated keytab file = /etc/krb5.keytab
interfaces = lo ${machine.address}
bind interfaces only = yes
idmap config * : backend = tdb
idmap config * : range = 3000-7999
winbind use default domain = yes
ntlm auth = ntlmv2-only
CONF
cp ${dir}/krb5.conf /etc/krb5.conf
net ads join -U '${ADMINISTRATOR}%${ADMINISTRATOR_PASSWORD}' >/dev/null 2>&1 </dev/null
net ads keytab add_update_ads HTTP -U '${ADMINISTRATOR}%${ADMINISTRATOR_PASSWORD}' >/dev/null 2>&1 </dev/null
cp /etc/krb5.keytab /etc/http.keytab
chown proxy /etc/http.keytab
winbindd -D
for i in $(seq 100); do wbinfo -p >/dev/null 2>&1 && break; sleep 0.05; done
chgrp proxy /var/lib/samba/winbindd_privileged
chmod 750 /var/lib/samba/winbindd_privileged
chmod 1777 /run`);
  for (const [port, { auth, rules = '' }] of Object.entries(PROXIES)) {
    const file = join(dir, `adproxy-${port}.conf`);
    await writeFile(
      file,
      `http_port ${machine.address}:${port}
${auth}
${squidBase('/tmp', `adproxy-${port}.log`)}
connect_timeout 1 seconds
max_filedescriptors 4096
acl known proxy_auth REQUIRED
http_access deny !known
${rules}
http_access allow all
`,
    );
    await machine.start(['squid', '-N', '-f', file, '-n', `ad${port}`]);
  }
  // dante asks the system for the password of its user: this machine has account files of its own.
  await machine.script(`useradd -M -s /usr/sbin/nologin socksuser; echo 'socksuser:${CAST_PASSWORD}' | chpasswd`);
  const dante = join(dir, 'adproxy-dante.conf');
  await writeFile(dante, danteConfig(1080, 'username', machine.address));
  await machine.start(['danted', '-f', dante, '-p', '/run/danted.pid']);
  for (const port of [1080, ...Object.keys(PROXIES)]) await world.machines.listening('adproxy', machine.address, Number(port));
  return machine;
}
