import { execFile } from 'node:child_process';
import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type ChildDomain, childDomain } from './child-domain.ts';
import { ADMINISTRATOR, ADMINISTRATOR_PASSWORD, CAST_PASSWORD, CAST_SCRIPT, DATABASE } from './directory-cast.ts';
import type { Machines } from './machines.ts';
import { madeOnce } from './made-once.ts';
import { type Rooted, rooted } from './rooted.ts';
import { DOMAIN_CONTROLLER, RESOLVER, type World } from './world.ts';

const exec = promisify(execFile);
const ADMIN = `${ADMINISTRATOR}%${ADMINISTRATOR_PASSWORD}`;

/** A member server of the domain, with SMB, the endpoint mapper and RPC, and a local group Administrators that can be asked. */
export interface Member extends Rooted {
  readonly host: string;
  readonly address: string;
}

/**
 * A real Active Directory beside a `World`: realm CORP.TEST, NetBIOS name CORP, controllers and member servers of Samba, each behind the border
 * firewall. The world must have been started with `{ domain: true }`, so that its resolver forwards the domain's names.
 */
export class Domain {
  readonly dc1: Rooted;
  readonly #world: World;
  readonly #machines: Machines;
  readonly #started: Rooted[] = [];
  #nets = 5;

  private constructor(world: World, dc1: Rooted) {
    this.#world = world;
    this.#machines = world.machines;
    this.dc1 = dc1;
    this.#started.push(dc1);
  }

  /**
   * Makes the domain and its accounts and starts its first controller, 10.77.5.2. As a Windows controller does by default, it takes log-ons by
   * Kerberos under TLS without a security layer of their own; the second one, with Samba's own default, refuses them.
   */
  static async start(world: World): Promise<Domain> {
    const address = await wired(world.machines, 'dc1', 5);
    const domain = new Domain(world, await rooted(world.machines, 'dc1', address, address));
    await domain.#provision(address);
    return domain;
  }

  async #provision(address: string): Promise<void> {
    await this.certificate('dc1', ['dc1.corp.test', 'corp.test', 'dc1'], address);
    await writeFile(join(this.#machines.dir, 'krb5.conf'), KRB5);
    const packed = join(this.#machines.dir, DIRECTORY);
    await copyFile(join(await this.#directory(address), DIRECTORY), packed);
    await this.dc1.script(`
tar -C / -xpf ${packed} ${ATTRIBUTES}
${this.#controllerFiles('dc1')}
cp ${this.#machines.dir}/krb5.conf /etc/krb5.conf`);
    await this.dc1.start(['samba', '-F', '--no-process-group', '--debug-stdout']);
    for (const port of [88, 389, 445, 636]) await this.#machines.listening('dc1', address, port);
    // Locked the honest way.
    for (let tries = 0; tries < 3; tries += 1)
      await this.dc1.run(['ldapwhoami', '-x', '-H', 'ldaps://dc1.corp.test', '-D', 'svc-locked@corp.test', '-w', 'wrong'], {
        env: { LDAPTLS_REQCERT: 'never' },
      });
  }

  /** The folder with the directory as it is before its first controller starts: it is made once, and each test file has a copy of its own. */
  async #directory(address: string): Promise<string> {
    const script = `
${provision('CORP', 'dc1', address)}
/usr/bin/python3 - <<'CAST'
${CAST_SCRIPT}
CAST
tar -C / ${ATTRIBUTES} -cf`;
    const { stdout: version } = await exec('/usr/sbin/samba', ['--version']);
    return madeOnce('directory', [script, version], async (folder) => {
      const packed = join(this.#machines.dir, DIRECTORY);
      await this.dc1.script(`${script} ${packed} var/lib/samba etc/samba`);
      await copyFile(packed, join(folder, DIRECTORY));
    });
  }

  /** A second controller. It copies the directory when it joins; after that only `replicate` brings changes. */
  async secondController(): Promise<Rooted & { readonly replicate: () => Promise<void> }> {
    const dc2 = await this.#machine('dc2');
    await this.certificate('dc2', ['dc2.corp.test', 'corp.test', 'dc2'], dc2.address);
    await dc2.script(`
cp ${this.#machines.dir}/krb5.conf /etc/krb5.conf
samba-tool domain join corp.test DC -U 'CORP\\${ADMIN}' --dns-backend=SAMBA_INTERNAL --option='interfaces=lo ${dc2.address}' --option='bind interfaces only=yes' >/dev/null 2>&1
install -m 600 ${this.#ca('dc2.key')} /var/lib/samba/private/tls/key.pem
install -m 644 ${this.#ca('dc2.pem')} /var/lib/samba/private/tls/cert.pem
install -m 644 ${this.#ca('root.pem')} /var/lib/samba/private/tls/ca.pem
sed -i -e '/dns forwarder/d' -e '/^\\[global\\]/a server services = s3fs rpc nbt ldap cldap kdc winbindd dns' /etc/samba/smb.conf`);
    await dc2.start(['samba', '-F', '--no-process-group', '--debug-stdout']);
    await this.#machines.listening('dc2', dc2.address, 636);
    return {
      ...dc2,
      replicate: async () => {
        await dc2.script(`samba-tool drs replicate dc2.corp.test dc1.corp.test DC=corp,DC=test --local -U 'CORP\\${ADMIN}'`);
      },
    };
  }

  /**
   * Another forest, other.test, with one controller and one user, `svc-other`, whom the domain trusts. Its administrator has the password of this
   * domain's.
   */
  async trustedForest(): Promise<Rooted> {
    const address = await wired(this.#machines, 'odc1', 16);
    const odc1 = await rooted(this.#machines, 'odc1', address, address);
    this.#started.push(odc1);
    await this.certificate('odc1', ['odc1.other.test', 'other.test'], address);
    await odc1.script(`
sed -i -e 's/odc1\\.corp\\.test/odc1.other.test/' /etc/hosts
${provision('OTHER', 'odc1', address)}
sed -e 's/default_realm = .*/default_realm = OTHER.TEST/' ${this.#machines.dir}/krb5.conf > /etc/krb5.conf
${this.#controllerFiles('odc1')}
samba-tool user create svc-other '${CAST_PASSWORD}' >/dev/null
samba-tool user create svc-stranger '${CAST_PASSWORD}' >/dev/null
samba-tool group add 'Other Admins' >/dev/null
samba-tool group addmembers 'Other Admins' svc-other >/dev/null
samba-tool spn add ldap/odc1.other.test 'ODC1$' >/dev/null`);
    await odc1.start(['samba', '-F', '--no-process-group', '--debug-stdout']);
    for (const port of [88, 389, 445, 636]) await this.#machines.listening('odc1', address, port);
    await this.sambaTool(
      'domain',
      'trust',
      'create',
      'other.test',
      '--type=forest',
      '--direction=both',
      '--create-location=both',
      '-U',
      `OTHER\\${ADMIN}`,
    );
    return odc1;
  }

  /** A second domain of the forest, child.corp.test, which the global catalog of the first controller knows. */
  async childDomain(): Promise<ChildDomain> {
    const address = await wired(this.#machines, 'cdc1', 17);
    const child = await rooted(this.#machines, 'cdc1', address, DOMAIN_CONTROLLER);
    this.#started.push(child);
    await this.certificate('cdc1', ['cdc1.child.corp.test', 'child.corp.test'], address);
    return childDomain({
      root: this.dc1,
      child,
      address,
      controllerFiles: this.#controllerFiles('cdc1'),
      kerberos: join(this.#machines.dir, 'krb5.conf'),
      ready: async () => {
        for (const port of [88, 389, 445, 636]) await this.#machines.listening('cdc1', address, port);
      },
    });
  }

  /** A server of the domain whose local Administrators are Domain Admins, put there by joining, and these. */
  async member(name: string, administrators: readonly string[] = []): Promise<Member> {
    const machine = await this.#machine(name);
    await machine.script(`
cat > /etc/samba/smb.conf <<'CONF'
${memberConfig(name, machine.address)}
CONF
mkdir -p /srv/c/Windows
cp ${this.#machines.dir}/krb5.conf /etc/krb5.conf
echo nameserver ${DOMAIN_CONTROLLER} > /etc/resolv.conf
sed -i -e 's/^\\(passwd\\|group\\):.*/\\1: files winbind/' /etc/nsswitch.conf
net ads join -U '${ADMIN}' >/dev/null 2>&1 </dev/null
winbindd -D
for i in $(seq 1000); do wbinfo -p >/dev/null 2>&1 && break; sleep 0.05; done
/usr/libexec/samba/samba-dcerpcd -D --libexec-rpcds
smbd -D
net sam createbuiltingroup Administrators >/dev/null 2>&1 || true
net sam createbuiltingroup Users >/dev/null 2>&1 || true
net sam addmem 'BUILTIN\\Administrators' 'CORP\\Domain Admins' >/dev/null 2>&1 || true
${administrators.map((one) => `net sam addmem 'BUILTIN\\Administrators' '${one}' >/dev/null`).join('\n')}
`);
    await this.#machines.listening(name, machine.address, 445);
    return machine;
  }

  /** A command of the domain's own administration, on the controller: `user`, `delete`, `ghost`. */
  async sambaTool(...argv: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await this.dc1.run(['samba-tool', ...argv]);
    if (code !== 0) throw new Error(`samba-tool ${argv.join(' ')}: ${stdout}${stderr}`);
    return stdout;
  }

  /** Python that changes the first controller's database (`db`, `base`) by the library it is written with: what cannot be set over the network. */
  async change(python: string): Promise<void> {
    await this.dc1.script(`/usr/bin/python3 - <<'CHANGE'\n${DATABASE}${python}\nCHANGE`);
  }

  /** A Kerberos credential cache of a user, and the environment with which a program on the client uses it. */
  async ticket(user: string, password = CAST_PASSWORD): Promise<Readonly<Record<string, string>>> {
    const env = { ...this.kerberosEnvironment(), KRB5CCNAME: `FILE:${join(this.#machines.dir, `ccache-${user.replace(/\W/g, '')}`)}` };
    const { code, stderr } = await this.#machines.run('client', ['kinit', `${user}@CORP.TEST`], { env, input: `${password}\n` });
    if (code !== 0) throw new Error(`kinit ${user}: ${stderr}`);
    return env;
  }

  /** So that Kerberos on the client knows the realm; no ticket. */
  kerberosEnvironment(): Readonly<Record<string, string>> {
    return { KRB5_CONFIG: join(this.#machines.dir, 'krb5.conf'), KRB5CCNAME: `FILE:${join(this.#machines.dir, 'ccache-none')}` };
  }

  /** A key table with the keys of this principal, written by the controller; the file's name. */
  async keytab(principal: string, file: string): Promise<string> {
    const path = join(this.#machines.dir, file);
    await this.dc1.script(`samba-tool domain exportkeytab ${path} --principal='${principal}' >/dev/null; chmod 644 ${path}`);
    return path;
  }

  /** A certificate of the lab's authority, as NAME.pem and NAME.key in the world's folder of certificates. */
  async certificate(name: string, names: readonly string[], address: string): Promise<void> {
    const san = [...names.map((one) => `DNS:${one}`), `IP:${address}`].join(',');
    await exec(
      'bash',
      [
        '-ec',
        `openssl req -newkey rsa:2048 -nodes -keyout ${name}.key -subj /CN=${names[0]} -out ${name}.csr 2>/dev/null
openssl x509 -req -in ${name}.csr -CA inter.pem -CAkey inter.key -CAcreateserial -days 300 -extfile <(printf 'subjectAltName=${san}\\nextendedKeyUsage=serverAuth\\n') -out ${name}.leaf 2>/dev/null
cat ${name}.leaf inter.pem > ${name}.pem; chmod 644 ${name}.*`,
      ],
      { cwd: this.#ca() },
    );
  }

  /** A machine on a wire of its own to the border, its resolver the controller. */
  async machine(name: string): Promise<Member> {
    return this.#machine(name);
  }

  async #machine(name: string): Promise<Member> {
    this.#nets += this.#nets === 8 ? 2 : 1;
    const address = await wired(this.#machines, name, this.#nets);
    const machine = { ...(await rooted(this.#machines, name, address, DOMAIN_CONTROLLER)), host: `${name}.corp.test`, address };
    this.#started.push(machine);
    return machine;
  }

  /** The certificate of a controller, and its services: names that it does not know are the company resolver's. */
  #controllerFiles(name: string): string {
    return `install -d -m 700 /var/lib/samba/private/tls
install -m 600 ${this.#ca(`${name}.key`)} /var/lib/samba/private/tls/key.pem
install -m 644 ${this.#ca(`${name}.pem`)} /var/lib/samba/private/tls/cert.pem
install -m 644 ${this.#ca('root.pem')} /var/lib/samba/private/tls/ca.pem
sed -i -e '/dns forwarder/d' -e '/^\\[global\\]/a dns forwarder = ${RESOLVER}\\nldap server require strong auth = allow_sasl_over_tls\\nserver services = s3fs rpc nbt ldap cldap kdc drepl winbindd dns' /etc/samba/smb.conf`;
  }

  #ca(file = ''): string {
    return this.#world.ca(file);
  }

  stop(): void {
    for (const machine of this.#started) machine.stop();
  }
}

function provision(domain: string, name: string, address: string): string {
  return `samba-tool domain provision --realm=${domain}.TEST --domain=${domain} --server-role=dc --dns-backend=SAMBA_INTERNAL --adminpass='${ADMINISTRATOR_PASSWORD}' \\
  --host-name=${name} --host-ip=${address} --option='interfaces=lo ${address}' --option='bind interfaces only=yes' >/dev/null 2>&1`;
}

async function wired(machines: Machines, name: string, net: number): Promise<string> {
  const address = `10.77.${net}.2`;
  await machines.add(name);
  await machines.wire('fw', [`10.77.${net}.1/30`], name, [`${address}/30`]);
  await machines.run(name, ['ip', 'route', 'add', 'default', 'via', `10.77.${net}.1`]);
  return address;
}

const DIRECTORY = 'directory.tar';
/** Samba keeps access rules of files in attributes of theirs. */
const ATTRIBUTES = "--acls --xattrs --xattrs-include='*'";

const KRB5 = `[libdefaults]
  default_realm = CORP.TEST
  dns_lookup_kdc = true
  dns_lookup_realm = false
  dns_canonicalize_hostname = false
  rdns = false
[domain_realm]
  .child.corp.test = CHILD.CORP.TEST
  child.corp.test = CHILD.CORP.TEST
  .corp.test = CORP.TEST
  corp.test = CORP.TEST
  .other.test = OTHER.TEST
  other.test = OTHER.TEST
`;

function memberConfig(name: string, address: string): string {
  return `[global]
realm = CORP.TEST
workgroup = CORP
netbios name = ${name.toUpperCase()}
security = ads
kerberos method = secrets and keytab
dedicated keytab file = /etc/krb5.keytab
interfaces = lo ${address}
bind interfaces only = yes
disable netbios = yes
idmap config * : backend = tdb
idmap config * : range = 3000-7999
idmap config CORP : backend = rid
idmap config CORP : range = 100000-999999
winbind cache time = 0
ntlm auth = ntlmv2-only
load printers = no
rpc start on demand helpers = no
[ADMIN$]
path = /srv/c/Windows
valid users = @"BUILTIN\\Administrators"
read only = no`;
}
