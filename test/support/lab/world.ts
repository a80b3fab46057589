import { createHash } from 'node:crypto';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageRoot } from '../../../src/files/package-root.ts';
import type { Report } from '../../../src/model/report.ts';
import { BIN } from '../tested-program.ts';
import { makeCertificates } from './certificates.ts';
import { Machines, type Ran } from './machines.ts';
import { shippedHosts } from './names.ts';
import { makeOddCertificates } from './odd-certificates.ts';
import {
  authSquidConfig,
  blockPageConfig,
  danteConfig,
  haproxyConfig,
  hostFilterConfig,
  NGINX_STATUSES,
  nameFilterConfig,
  nginxConfig,
  REDIRECTS,
  squidConfig,
} from './servers.ts';

export const WEB = '203.0.113.80';
export const WEB6 = '2001:db8:80::80';
export const RESOLVER = '10.77.2.2';
export const RAW_RESOLVER = '10.77.4.2';
export const PROXY = '10.77.3.2';
/** The first controller of the domain, in a world that has one. */
export const DOMAIN_CONTROLLER = '10.77.5.2';
/** The controller of another forest, other.test, where a test starts one. */
export const OTHER_CONTROLLER = '10.77.16.2';

/** Raw servers by host name; each has an address of its own so that it can use ports 443 and 80. */
const RAW = [
  'mute',
  'close',
  'resetOnData',
  'closeOnData',
  'garbage',
  'ssh',
  'drip',
  'dripBody',
  'endlessHeaders',
  'hugeBody',
  'escapes',
  'zscaler',
  'portal',
  'notHttp',
  'truncatedBody',
  'unknownName',
  'denied',
  'troubled',
  'unheardOf',
] as const;
/** Genuine services that behave unusually, by host name. */
const ODD = ['h2Only', 'interim', 'stalled', 'busy', 'fickle', 'slow'] as const;
/** Raw proxies on the proxy machine: behaviour → port. */
export const RAW_PROXIES = {
  mute: 4001,
  closeOnData: 4002,
  resetOnData: 4003,
  garbage: 4004,
  drip: 4005,
  connectThenClose: 4006,
  connectThenSilence: 4007,
  foreignScheme: 4008,
  proxyStatus: 4009,
  ssh: 4010,
} as const;

export interface Checked extends Ran {
  readonly report: Report;
}

/** A client, a border firewall, an internet and company proxies, made of namespaces; started and stopped by the test that uses it. */
export class World {
  readonly machines: Machines;
  /** What stands at the border for one test. */
  readonly #border: (() => void)[] = [];
  #odd: Promise<void> | undefined;

  private constructor(machines: Machines) {
    this.machines = machines;
  }

  /** With `domain` the company resolver forwards the names of corp.test that it does not know to the controller, those of other.test to its own. */
  static async start({ domain = false }: { readonly domain?: boolean } = {}): Promise<World> {
    const world = new World(await Machines.create());
    try {
      await world.#build(domain);
      return world;
    } catch (error) {
      await world.stop();
      throw error;
    }
  }

  async #build(domain: boolean): Promise<void> {
    await this.#wire();
    const hosts = await shippedHosts();
    await mkdir(this.ca());
    await makeCertificates(this.ca(), [...hosts, '*.lab.test', '*.m365.test']);
    await Promise.all([this.#names(hosts, domain), this.#web(), this.#proxies()]);
  }

  /** What the hosts of odd.test show; made when it is first wanted, since it takes seconds. */
  oddCertificates(): Promise<void> {
    this.#odd ??= makeOddCertificates(this.ca());
    return this.#odd;
  }

  ca(file = ''): string {
    return join(this.machines.dir, 'ca', file);
  }

  async #wire(): Promise<void> {
    const { machines } = this;
    for (const name of ['fw', 'client', 'resolver', 'proxy', 'rawdns', 'web']) await machines.add(name);
    const legs = [
      ['client', 1],
      ['resolver', 2],
      ['proxy', 3],
      ['rawdns', 4],
      ['web', 9],
    ] as const;
    for (const [name, net] of legs) {
      await machines.wire('fw', [`10.77.${net}.1/30`, `fd77:${net}::1/64`], name, [`10.77.${net}.2/30`, `fd77:${net}::2/64`]);
      await machines.run(name, ['ip', 'route', 'add', 'default', 'via', `10.77.${net}.1`]);
      await machines.run(name, ['ip', '-6', 'route', 'add', 'default', 'via', `fd77:${net}::1`]);
    }
    await machines.run('fw', [
      'sysctl',
      '-qw',
      'net.ipv4.ip_forward=1',
      'net.ipv6.conf.all.forwarding=1',
      'net.ipv4.icmp_ratelimit=0',
      'net.ipv6.icmp.ratelimit=0',
    ]);
    for (const route of ['203.0.113.0/24', '198.18.0.0/15']) await machines.run('fw', ['ip', 'route', 'add', route, 'via', '10.77.9.2']);
    await machines.run('fw', ['ip', '-6', 'route', 'add', '2001:db8::/32', 'via', 'fd77:9::2']);
    await machines.run('web', ['ip', 'route', 'add', 'local', '203.0.113.0/24', 'dev', 'lo']);
    await machines.run('web', ['ip', 'route', 'add', 'local', '198.18.0.0/15', 'dev', 'lo']);
    await machines.run('web', ['ip', '-6', 'addr', 'add', `${WEB6}/128`, 'dev', 'lo', 'nodad']);
    await this.resetFirewall();
    await this.resetNames();
    await machines.etc('proxy', 'resolv.conf', `nameserver ${RESOLVER}\n`);
  }

  /** The client's files for names are as at the start, and so is its way out over IPv6. */
  async resetNames(): Promise<void> {
    const { machines } = this;
    await machines.etc('client', 'resolv.conf', `nameserver ${RESOLVER}\noptions timeout:1 attempts:1\n`);
    await machines.etc('client', 'hosts', '127.0.0.1 localhost\n');
    await machines.etc('client', 'nsswitch.conf', 'hosts: files dns\n');
    await machines.run('client', ['ip', '-6', 'route', 'replace', 'default', 'via', 'fd77:1::1']);
  }

  /** The border lets everything pass again, and the client's own filter is gone. */
  async resetFirewall(): Promise<void> {
    for (const stop of this.#border.splice(0)) stop();
    await this.machines.run('fw', ['nft', '-f', '-'], { input: 'table inet away\ndelete table inet away\n' });
    for (const [machine, hook] of [
      ['fw', 'forward'],
      ['client', 'output'],
    ] as const) {
      const rules = `table inet lab\ndelete table inet lab\ntable inet lab { chain rules { type filter hook ${hook} priority 0; policy accept; }; }\n`;
      const { code, stderr } = await this.machines.run(machine, ['nft', '-f', '-'], { input: rules });
      if (code !== 0) throw new Error(`nft: ${stderr}`);
    }
  }

  /** One rule for the border (`ip daddr 203.0.113.80 tcp dport 443 drop`), or for the client's own filter. */
  async rule(rule: string, machine: 'fw' | 'client' = 'fw'): Promise<void> {
    const { code, stderr } = await this.machines.run(machine, ['nft', 'add', 'rule', 'inet', 'lab', 'rules', ...rule.split(' ')]);
    if (code !== 0) throw new Error(`nft: ${stderr}`);
  }

  /** All handshakes on port 443 pass a filter at the border that knows server names; until the firewall is reset. */
  async filterNames(names: readonly string[], otherwise: 'reject' | 'silent-drop'): Promise<void> {
    const file = join(this.machines.dir, 'haproxy.cfg');
    await writeFile(file, nameFilterConfig(names, otherwise));
    this.#border.push(await this.machines.start('fw', ['haproxy', '-db', '-f', file]));
    await this.machines.listening('fw', '127.0.0.1', 8443);
    await this.redirect('tcp dport 443 redirect to :8443');
  }

  /** All plain requests on port 80 pass a filter at the border that knows host names; until the firewall is reset. */
  filterHosts(names: readonly string[], otherwise: 'reject' | 'silent-drop'): Promise<void> {
    return this.#filterPlain(hostFilterConfig(names, otherwise));
  }

  /** Requests on port 80 for these names get a page of the border's, with status 403; until the firewall is reset. */
  blockPage(names: readonly string[], text: string): Promise<void> {
    return this.#filterPlain(blockPageConfig(names, text));
  }

  async #filterPlain(config: string): Promise<void> {
    const file = join(this.machines.dir, 'haproxy-hosts.cfg');
    await writeFile(file, config);
    this.#border.push(await this.machines.start('fw', ['haproxy', '-db', '-f', file]));
    await this.machines.listening('fw', '127.0.0.1', 8480);
    await this.redirect('tcp dport 80 redirect to :8480');
  }

  /** A second resolver at 10.77.2.2:5300 that gives an address to every name the first one does not know. */
  async rewriteNames(): Promise<void> {
    const text = await this.read('dnsmasq.conf');
    const file = join(this.machines.dir, 'rewriting.conf');
    await writeFile(
      file,
      `${text.replace('local=/#/', 'port=5300\naddress=/#/203.0.113.110').replace(`misled.lab.test,${WEB}`, 'misled.lab.test,203.0.113.84').replace(`elsewhere.lab.test,${WEB}`, 'elsewhere.lab.test,203.0.113.79')}`,
    );
    this.#border.push(await this.machines.start('resolver', ['dnsmasq', '-C', file, '-u', 'root']));
    await this.machines.listening('resolver', RESOLVER, 5300);
  }

  /** Whatever leaves for port 80 meets a page that wants somebody to log on; until the firewall is reset. */
  async signInPage(): Promise<void> {
    const script = `require('node:http').createServer((q, r) => r.writeHead(302, { location: 'https://login.portal.test/?from=' + q.headers.host }).end()).listen(8080)`;
    this.#border.push(await this.machines.start('fw', [process.execPath, '-e', script]));
    await this.machines.listening('fw', '127.0.0.1', 8080);
    await this.redirect('tcp dport 80 redirect to :8080');
  }

  /** One rule for what the border does with new connections of the client (`tcp dport 80 redirect to :8080`); until the firewall is reset. */
  async redirect(rule: string): Promise<void> {
    const table = `table inet away { chain rules { type nat hook prerouting priority -100; ip saddr 10.77.1.2 ${rule}; }; }\n`;
    const { code, stderr } = await this.machines.run('fw', ['nft', '-f', '-'], { input: table });
    if (code !== 0) throw new Error(`nft: ${stderr}`);
  }

  /** A gateway with NAT64 (RFC 6146), as the client sees one: addresses of 64:ff9b::/96 lead to the web server; until the firewall is reset. */
  async translate6(): Promise<void> {
    await this.machines.run('fw', ['ip', '-6', 'route', 'replace', '64:ff9b::/96', 'via', 'fd77:9::2']);
    const table = `table inet away { chain rules { type nat hook prerouting priority -100; ip6 daddr 64:ff9b::/96 dnat ip6 to ${WEB6}; }; }\n`;
    const { code, stderr } = await this.machines.run('fw', ['nft', '-f', '-'], { input: table });
    if (code !== 0) throw new Error(`nft: ${stderr}`);
  }

  /** The company resolver's records: every shipped host, some behind aliases as content networks have them, and the lab's own names. */
  async #names(hosts: readonly string[], domain: boolean): Promise<void> {
    const aliased = new Set(['download.microsoft.com', 'go.microsoft.com', 'crl3.digicert.com']);
    const records = hosts.flatMap((host) =>
      aliased.has(host)
        ? [`cname=${host},${host}.edgekey.akamaiedge.net`, `host-record=${host}.edgekey.akamaiedge.net,${WEB},${WEB6}`]
        : [`host-record=${host},${WEB},${WEB6}`],
    );
    const own = [
      ...[
        'ok',
        'expired',
        'notyet',
        'wrongname',
        'selfsigned',
        'unknownca',
        'nochain',
        'pki',
        ...Object.keys(REDIRECTS),
        ...NGINX_STATUSES.map((status) => `status${status}`),
      ].map((name) => `host-record=${name}.lab.test,${WEB}`),
      `host-record=dual.lab.test,${WEB},${WEB6}`,
      `address=/two.lab.test/${WEB}`,
      `address=/two.lab.test/203.0.113.79`,
      'host-record=ocsp.lab.test,203.0.113.82',
      `address=/odd.test/${WEB}`,
      `address=/m365.test/${WEB}`,
      `host-record=www.msftconnecttest.com,${WEB}`,
      `host-record=misled.lab.test,${WEB}`,
      `host-record=elsewhere.lab.test,${WEB}`,
      'host-record=later1.lab.test,203.0.113.90',
      'host-record=later2.lab.test,203.0.113.90',
      'host-record=known.wild.test,203.0.113.84',
      'host-record=known.strict.test,203.0.113.85',
      'host-record=other.strict.test,203.0.113.85',
      ...ODD.map((name, index) => `host-record=${name.toLowerCase()}.lab.test,203.0.113.${130 + index}`),
      'host-record=tls10.lab.test,203.0.113.81',
      'host-record=impatient.lab.test,203.0.113.80',
      'host-record=cbc.lab.test,203.0.113.86',
      'host-record=tls13.lab.test,203.0.113.83',
      'host-record=closed.lab.test,203.0.113.70',
      'host-record=shut.lab.test,203.0.113.71',
      `host-record=proxy.corp.test,${PROXY}`,
      // A company's wildcard, for search lists.
      'address=/.search.test/10.99.99.97',
      ...RAW.map((name, index) => `host-record=${name.toLowerCase()}.lab.test,203.0.113.${100 + index}`),
    ];
    const file = join(this.machines.dir, 'dnsmasq.conf');
    await writeFile(
      file,
      [
        'no-resolv',
        'no-hosts',
        'no-daemon',
        'log-facility=/dev/null',
        `listen-address=${RESOLVER}`,
        'bind-interfaces',
        'local=/#/',
        ...(domain ? [`server=/corp.test/${DOMAIN_CONTROLLER}`, `server=/other.test/${OTHER_CONTROLLER}`] : []),
        'local-ttl=60',
        'cache-size=0',
        ...records,
        ...own,
        '',
      ].join('\n'),
    );
    await this.machines.start('resolver', ['dnsmasq', '-C', file, '-u', 'root']);
    await this.machines.start('rawdns', [process.execPath, join(packageRoot(), 'build/test/support/lab/raw-dns.js'), RAW_RESOLVER]);
    await this.machines.listening('resolver', RESOLVER, 53);
    await this.machines.listening('rawdns', RAW_RESOLVER, 53);
  }

  async #web(): Promise<void> {
    const file = join(this.machines.dir, 'nginx.conf');
    await writeFile(file, nginxConfig(this.machines.dir, this.ca()));
    await this.machines.start('web', ['nginx', '-e', 'stderr', '-c', file, '-g', 'daemon off;']);
    const later = [
      join(packageRoot(), 'build/test/support/lab/other-clock.js'),
      '203.0.113.90',
      this.ca('good.pem'),
      this.ca('good.key'),
      '1800',
    ];
    await this.machines.start('web', [process.execPath, ...later]);
    const odd = [this.ca('good.pem'), this.ca('good.key'), ...ODD.map((name, index) => `${name}@203.0.113.${130 + index}`)];
    await this.machines.start('web', [process.execPath, join(packageRoot(), 'build/test/support/lab/odd-tls.js'), ...odd]);
    const raw = RAW.flatMap((name, index) => [443, 80].map((port) => `${name}@203.0.113.${100 + index}:${port}`));
    await this.machines.start('web', [process.execPath, join(packageRoot(), 'build/test/support/lab/raw-server.js'), ...raw]);
    await this.machines.listening('web', WEB, 443);
    await this.machines.listening('web', '203.0.113.100', 80);
    await this.machines.listening('web', '203.0.113.130', 443);
  }

  async #proxies(): Promise<void> {
    const { dir } = this.machines;
    const squid = join(dir, 'squid');
    await mkdir(squid);
    await chmod(squid, 0o777);
    const { stdout } = await this.machines.run('proxy', ['openssl', 'passwd', '-apr1', 'Passw0rd!']);
    await writeFile(join(squid, 'users'), `alice:${stdout.trim()}\n`);
    await writeFile(join(squid, 'squid.conf'), squidConfig(squid, this.ca()));
    await this.machines.run('proxy', ['/usr/lib/squid/security_file_certgen', '-c', '-s', join(squid, 'ssl_db'), '-M', '4MB']);
    await this.machines.run('proxy', ['chown', '-R', 'proxy', join(squid, 'ssl_db')]);
    await this.machines.start('proxy', ['squid', '-N', '-f', join(squid, 'squid.conf'), '-n', `pf${process.pid}`]);
    const raw = Object.entries(RAW_PROXIES).map(([name, port]) => `${name}@${PROXY}:${port}`);
    await this.machines.start('proxy', [process.execPath, join(packageRoot(), 'build/test/support/lab/raw-server.js'), ...raw]);
    for (const port of [3128, 3129, 3131, RAW_PROXIES.mute]) await this.machines.listening('proxy', PROXY, port);
  }

  #balanced = false;
  /** haproxy before the proxy, with short patience: ports 3147 and 3148. */
  async startBalancer(): Promise<void> {
    if (this.#balanced) return;
    this.#balanced = true;
    const file = join(this.machines.dir, 'haproxy.cfg');
    await writeFile(file, haproxyConfig());
    await this.machines.start('proxy', ['haproxy', '-db', '-q', '-f', file]);
    await this.machines.listening('proxy', PROXY, 3147);
  }

  /** Further kinds of proxies, for the tests that want them: SOCKS, TLS to the proxy, Digest, NTLM, and a web server with PAC scripts. */
  async startMoreProxies(pacScripts: Readonly<Record<string, string>>): Promise<void> {
    const squid = join(this.machines.dir, 'squid');
    const secret = createHash('md5').update('alice:corp:Passw0rd!').digest('hex');
    await writeFile(join(squid, 'digest-users'), `alice:corp:${secret}\n`);
    for (const scheme of ['digest', 'ntlm'] as const) {
      await writeFile(join(squid, `${scheme}.conf`), authSquidConfig(scheme, squid, this.ca()));
      await this.machines.start('proxy', ['squid', '-N', '-f', join(squid, `${scheme}.conf`), '-n', `pf${process.pid}${scheme}`]);
    }
    for (const [port, method] of [
      [1080, 'username'],
      [1081, 'none'],
    ] as const) {
      const file = join(this.machines.dir, `dante-${method}.conf`);
      await writeFile(file, danteConfig(port, method));
      // dante asks the system for the password of its user: that machine has an account file of its own.
      await this.machines.start('proxy', ['danted', '-f', file, '-p', join(this.machines.dir, `dante-${method}.pid`)]);
    }
    const pac = join(this.machines.dir, 'pac');
    await mkdir(pac);
    for (const [name, text] of Object.entries(pacScripts)) await writeFile(join(pac, name), text);
    await this.machines.start('proxy', [process.execPath, join(packageRoot(), 'build/test/support/lab/file-server.js'), PROXY, '80', pac]);
    for (const port of [3130, 3133, 3134, 1080, 1081, 80]) await this.machines.listening('proxy', PROXY, port);
  }

  /** The lab's root counts as genuine for its endpoints, and for the company's own servers. */
  get trusting(): readonly string[] {
    return ['--ca-file', this.ca('root.pem'), '--endpoint-ca-file', this.ca('root.pem')];
  }

  /** The built program on the client, with the lab's root as genuine. */
  async check(
    args: readonly string[],
    options: {
      readonly env?: Readonly<Record<string, string>>;
      readonly format?: string;
      readonly timeoutMs?: number;
      readonly input?: string;
    } = {},
  ): Promise<Checked> {
    const { format = 'json', ...run } = options;
    const ran = await this.machines.run('client', [process.execPath, BIN, 'check', ...this.trusting, '--format', format, ...args], run);
    return {
      ...ran,
      report: reportIn(ran.stdout, format),
    };
  }

  /** A catalog file of the lab's own names. */
  async catalog(name: string, endpoints: readonly string[]): Promise<string> {
    const file = join(this.machines.dir, `${name}.yaml`);
    await writeFile(
      file,
      `id: ${name}\ntitle: ${name}\nrevision: "1"\nendpoints:\n${endpoints.map((line) => `  - { ${line} }\n`).join('')}`,
    );
    return file;
  }

  async read(file: string): Promise<string> {
    return readFile(join(this.machines.dir, file), 'utf8');
  }

  stop(): Promise<void> {
    return this.machines.stop();
  }
}

/** The report that the program printed; one without findings where it printed none, or in another format. */
export function reportIn(stdout: string, format: string): Report {
  return format === 'json' && stdout !== '' ? (JSON.parse(stdout) as Report) : ({ findings: [] } as unknown as Report);
}
