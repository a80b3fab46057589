import { GUID_SCRIPT, JOIN_SCRIPT, NO_PARENT_SCRIPT, REFERENCE_SCRIPT, ROOM_SCRIPT, ROOT_PART_SCRIPT } from './child-join.ts';
import { ADMINISTRATOR, ADMINISTRATOR_PASSWORD, DATABASE } from './directory-cast.ts';
import type { Rooted } from './rooted.ts';

const ADMIN = `${ADMINISTRATOR}%${ADMINISTRATOR_PASSWORD}`;
const ZONE = 'child.corp.test';
/** What the provisioning of a child domain uses where nothing set it, and how it is made elsewhere. */
const UNSET = '"MANAGEDSERVICE_DESCRIPTOR": managedservice_descr';
const SET = '"MANAGEDSERVICE_DESCRIPTOR": b64encode(get_managed_service_accounts_descriptor(names.domainsid)).decode("utf8")';

/** A second domain of the forest: child.corp.test, NetBIOS name CHILD. Its administrator has the password of the root's. */
export interface ChildDomain {
  readonly controller: Rooted;
  /** A command of the child's own administration: its output. */
  sambaTool(...argv: readonly string[]): Promise<string>;
  /** Python that changes the child's database (`db`, `base`); the root's global catalog has it afterwards. */
  change(python: string): Promise<void>;
}

/** What a forest of one domain hands over for a second one. */
export interface Forest {
  readonly root: Rooted;
  /** The machine that becomes the child's controller, and its address. */
  readonly child: Rooted;
  readonly address: string;
  /** A shell script that puts its certificate and services in place. */
  readonly controllerFiles: string;
  /** The lab's krb5.conf. */
  readonly kerberos: string;
  /** Resolves when the child's controller answers. */
  readonly ready: () => Promise<void>;
}

/** Makes the child domain and starts its controller. Its names are in a zone of the root's, which every resolver of the lab asks. */
export async function childDomain({ root, child, address, controllerFiles, kerberos, ready }: Forest): Promise<ChildDomain> {
  await python(root, ROOM_SCRIPT);
  await child.script(`
sed -i -e 's/cdc1\\.corp\\.test/cdc1.${ZONE}/' /etc/hosts
sed -e 's/default_realm = .*/default_realm = CHILD.CORP.TEST/' ${kerberos} > /etc/krb5.conf
sed -i -e 's/${UNSET}/${SET}/' /usr/lib/python3/dist-packages/samba/provision/__init__.py`);
  await python(child, JOIN_SCRIPT, address);
  await python(child, ROOT_PART_SCRIPT, (await python(root, GUID_SCRIPT)).trim());
  await child.script(`
samba-tool drs replicate cdc1.${ZONE} dc1.corp.test DC=corp,DC=test --local -U 'CORP\\${ADMIN}' >/dev/null
${controllerFiles}`);
  await python(child, REFERENCE_SCRIPT);
  await python(child, NO_PARENT_SCRIPT);
  await Promise.all([child.start(['samba', '-F', '--no-process-group', '--debug-stdout']), root.script(names(address))]);
  await ready();
  const replicate = () =>
    root.script(`samba-tool drs replicate dc1.corp.test cdc1.${ZONE} DC=child,DC=corp,DC=test --local -U 'CHILD\\${ADMIN}' >/dev/null`);
  await replicate();
  await python(root, REFERENCE_SCRIPT);
  return {
    controller: child,
    sambaTool: (...argv) => child.script(`samba-tool ${argv.map((word) => `'${word}'`).join(' ')}`),
    change: async (text) => {
      await python(child, `${DATABASE}${text}`);
      await replicate();
    },
  };
}

function python(on: Rooted, text: string, argument = ''): Promise<string> {
  return on.script(
    `/usr/bin/python3 - ${argument} 2>/tmp/python.log <<'PYTHON' || { tail -n 5 /tmp/python.log; exit 1; }\n${text}\nPYTHON`,
  );
}

/** The records by which clients find the child's controller (MS-ADTS section 6.3.2.3). */
function names(address: string): string {
  const records = [
    `cdc1 A ${address}`,
    `@ A ${address}`,
    ...['_ldap._tcp', '_ldap._tcp.dc._msdcs', '_ldap._tcp.pdc._msdcs'].map((name) => `${name} SRV 'cdc1.${ZONE} 389 0 100'`),
    ...['_kerberos._tcp', '_kerberos._udp', '_kerberos._tcp.dc._msdcs'].map((name) => `${name} SRV 'cdc1.${ZONE} 88 0 100'`),
  ];
  const as = `-U '${ADMIN}' >/dev/null`;
  return [
    `samba-tool dns zonecreate dc1.corp.test ${ZONE} ${as}`,
    ...records.map((record) => `samba-tool dns add dc1.corp.test ${ZONE} ${record} ${as}`),
  ].join('\n');
}
