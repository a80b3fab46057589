import { constants } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Context } from '../../model/network/context.ts';
import { resolve, resolverStarted } from '../dns/index.ts';
import { searchDomains, wpadNames } from './devolution.ts';
import { fromDhclient, fromNetworkd, type LeaseAnswer } from './leases.ts';

/** Where a script was found, and who said so. */
export interface Discovered {
  readonly url: string;
  /** `DHCP option 252 of 10.0.0.1 (/run/...)`, `DNS name wpad.corp.example (10.0.0.5)`. */
  readonly source: string;
}

/** Where a PAC script was announced, by DHCP or by name. */
export interface Discovery {
  readonly found?: Discovered;
  /** What was asked without success, in order. */
  readonly asked: readonly string[];
}

/** Folders in which DHCP clients of Linux keep their leases, and how each writes them. */
const LEASE_FOLDERS: readonly (readonly [folder: string, name: RegExp, read: (text: string, nowMs: number) => LeaseAnswer | undefined])[] =
  [
    ['/run/systemd/netif/leases', /^\d+$/, fromNetworkd],
    ['/var/lib/NetworkManager', /^internal-.*\.lease$/, fromNetworkd],
    ['/var/lib/NetworkManager', /^dhclient-.*\.lease$/, fromDhclient],
    ['/var/lib/dhcp', /^dhclient.*\.leases$/, fromDhclient],
    ['/var/lib/dhclient', /^dhclient.*\.leases$/, fromDhclient],
  ];
const MAX_FILE_BYTES = 1024 * 1024;
const MAX_FILES = 64;

/** As Windows looks: DHCP goes before DNS. `root` stands before the folders, for tests. */
export async function discoverWpad(hostname: string, context: Context, root = '/'): Promise<Discovery> {
  const lease = await fromLeases(root);
  if (lease !== undefined) return { found: lease, asked: [] };
  const dns = await fromDns(wpadNames([domainOf(hostname), ...searchDomains(await readText(join(root, 'etc/resolv.conf')))]), context);
  return { ...dns, asked: ['DHCP option 252 in the lease files of this machine', ...dns.asked] };
}

function domainOf(hostname: string): string {
  return hostname.includes('.') ? hostname.slice(hostname.indexOf('.') + 1) : '';
}

async function fromLeases(root: string): Promise<Discovered | undefined> {
  for (const [folder, name, read] of LEASE_FOLDERS) {
    const path = join(root, folder);
    const files = (await readdir(path).catch(() => [])).filter((file) => name.test(file)).slice(0, MAX_FILES);
    for (const file of files) {
      const answer = read(await readText(join(path, file)), Date.now());
      if (answer === undefined) continue;
      return {
        url: answer.url,
        source: `DHCP option 252${answer.server === undefined ? '' : ` of ${answer.server}`} (${join(path, file)})`,
      };
    }
  }
  return undefined;
}

/** The names in turn, by the run's resolver; the first that has an address leads to its `/wpad.dat`. */
export async function fromDns(names: readonly string[], context: Context): Promise<Discovery> {
  await resolverStarted(context.resolver, context.signal);
  const asked: string[] = [];
  for (const name of names) {
    const { facts, failure } = await resolve(name, [4, 6], context.resolver, {
      signal: context.signal,
      timeoutMs: context.layerTimeoutMs,
      now: context.now,
      extraRootsPem: context.trust.extraRootsPem,
    });
    const address = facts.addresses?.[0];
    if (failure === undefined && address !== undefined)
      return {
        found: { url: `http://${name}/wpad.dat`, source: `DNS name ${name} (${address}, by ${facts.resolver ?? 'the resolver'})` },
        asked,
      };
    asked.push(`DNS name ${name} (${failure?.code ?? 'NODATA'})`);
  }
  return { asked };
}

/** Empty where there is none; a pipe in its place is not waited for. */
async function readText(path: string): Promise<string> {
  try {
    const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      if (!(await file.stat()).isFile()) return '';
      const buffer = Buffer.alloc(MAX_FILE_BYTES);
      const { bytesRead } = await file.read(buffer, 0, buffer.length, 0);
      return buffer.toString('latin1', 0, bytesRead);
    } finally {
      await file.close();
    }
  } catch {
    // Not there, or not ours to read: then it tells nothing.
    return '';
  }
}
