import { join } from 'node:path';
import type { Machine } from './machine.ts';

export const WORLD_DNS = '203.0.113.53';
export const RESOLVER = '10.77.0.53';
const CONTROL = '/run/lab-unbound.ctl';

/** A record's owner, type and data, as a zone file has them; every name is absolute. */
export type DnsRecord = readonly [owner: string, type: 'A' | 'AAAA' | 'CNAME' | 'TXT', data: string];

const COMMON = `server:
  do-daemonize: no
  use-syslog: no
  logfile: ""
  username: ""
  chroot: ""
  pidfile: ""
  num-threads: 1
  module-config: "iterator"
  access-control: 0.0.0.0/0 allow
  local-zone: "test." nodefault
`;

/** The whole public name space, from one root zone: what is not in it does not exist. */
export async function startWorldNames(machine: Machine, shared: string, records: readonly DnsRecord[]): Promise<void> {
  const zone = join(shared, 'root.zone');
  const lines = records.map(([owner, type, data]) => `${owner}. 60 IN ${type} ${type === 'CNAME' ? `${data}.` : data}\n`);
  const head = '. 60 IN SOA ns.lab.test. root.lab.test. 1 300 300 604800 60\n. 60 IN NS ns.lab.test.\n';
  await machine.write(zone, head + lines.join(''));
  const zones = `auth-zone:\n  name: "."\n  zonefile: "${zone}"\n  for-downstream: yes\n  for-upstream: no\n  fallback-enabled: no\n`;
  await machine.write('/etc/lab-unbound.conf', `${COMMON}  interface: ${WORLD_DNS}\n${zones}`);
  await machine.spawn(['unbound', '-d', '-p', '-c', '/etc/lab-unbound.conf']);
  await machine.listening(`${WORLD_DNS}:53`, `${WORLD_DNS}:53/udp`);
}

/** How the resolver may be told to treat a name and everything below it; see local-zone in unbound.conf(5). */
export type Treatment = 'always_nxdomain' | 'always_nodata' | 'always_refuse' | 'always_deny' | 'always_null';

/** The company's resolver in the lan: it recurses through the border, and answers some names as it is told. */
export class Names {
  readonly machine: Machine;
  readonly #client: Machine;
  readonly #undo: (readonly string[])[] = [];
  #redirected = false;

  private constructor(machine: Machine, client: Machine) {
    this.machine = machine;
    this.#client = client;
  }

  static async start(machine: Machine, client: Machine): Promise<Names> {
    const internal = ['proxy.corp.test. 60 IN A 10.77.0.31', 'portal.corp.test. 60 IN A 10.77.0.31'];
    await machine.write(
      '/etc/lab-unbound.conf',
      `${COMMON}  interface: ${RESOLVER}
  do-not-query-localhost: no
  infra-host-ttl: 1
${internal.map((record) => `  local-data: "${record}"\n`).join('')}stub-zone:
  name: "."
  stub-addr: ${WORLD_DNS}
  stub-prime: no
remote-control:
  control-enable: yes
  control-use-cert: no
  control-interface: ${CONTROL}
`,
    );
    await machine.spawn(['unbound', '-d', '-p', '-c', '/etc/lab-unbound.conf']);
    await machine.listening(`${RESOLVER}:53`, `${RESOLVER}:53/udp`);
    const names = new Names(machine, client);
    await names.use(RESOLVER);
    names.#redirected = false;
    return names;
  }

  async treat(name: string, treatment: Treatment): Promise<void> {
    await this.#control('local_zone', name, treatment);
    this.#undo.push(['local_zone_remove', name]);
  }

  /** The name has these records and no others, each as `A 10.1.2.3`. */
  async records(name: string, ...records: readonly string[]): Promise<void> {
    for (const record of records) await this.#control('local_data', `${name} 60 IN ${record}`);
    this.#undo.push(['local_datas_remove', name]);
  }

  /** The resolver sends questions for the name to a server of its own choice: `127.0.0.1@9` is one that does not exist. */
  async forward(name: string, server: string): Promise<void> {
    await this.#control('forward_add', '+i', name, server);
    await this.#forget();
    this.#undo.push(['forward_remove', '+i', name]);
  }

  /** What was asked before is asked again. */
  async #forget(): Promise<void> {
    await this.#control('flush_zone', '.');
    await this.#control('flush_infra', 'all');
  }

  /** The resolver loses its cache and the border all questions that leave the company. */
  async forgetEverything(): Promise<void> {
    await this.#forget();
    this.#undo.push(['flush_infra', 'all']);
  }

  /** The client asks these DNS servers, in this order; none: it has none. */
  async use(...servers: readonly string[]): Promise<void> {
    await this.#client.write('/etc/resolv.conf', servers.map((server) => `nameserver ${server}\n`).join(''));
    this.#redirected = true;
  }

  async reset(): Promise<void> {
    if (this.#redirected) await this.use(RESOLVER);
    this.#redirected = false;
    for (let undo = this.#undo.pop(); undo !== undefined; undo = this.#undo.pop()) await this.#control(...undo);
  }

  async #control(...argv: readonly string[]): Promise<void> {
    await this.machine.must(['unbound-control', '-c', '/etc/lab-unbound.conf', ...argv]);
  }
}
