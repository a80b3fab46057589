import { open } from 'node:fs/promises';
import { isIP } from 'node:net';
import { join } from 'node:path';

/** Lower-case name → addresses in the order of the file. */
export type Hosts = ReadonlyMap<string, readonly string[]>;

const MAX_BYTES = 4 * 1024 * 1024;

/** Where this machine keeps its hosts file. */
export function hostsPath(): string {
  if (process.platform !== 'win32') return '/etc/hosts';
  return join(process.env.SystemRoot ?? 'C:\\Windows', 'System32', 'drivers', 'etc', 'hosts');
}

/** Reads a hosts file, its first 4 MiB. A file that cannot be read counts as empty: the system's own lookup then decides alone. */
export async function readHosts(path: string): Promise<Hosts> {
  const file = await open(path).catch(() => undefined);
  if (file === undefined) return new Map();
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.min(MAX_BYTES, (await file.stat()).size)));
    return parseHosts(buffer.toString('utf8', 0, bytesRead));
  } catch (error) {
    if (error instanceof Error && 'code' in error) return new Map();
    throw error;
  } finally {
    await file.close();
  }
}

/** One address and its names a line, `#` begins a comment (hosts(5); the same on Windows). */
export function parseHosts(text: string): Hosts {
  const hosts = new Map<string, string[]>();
  for (const line of text.split(/\r?\n/)) {
    const [address, ...names] = line.replace(/#.*/s, '').trim().split(/\s+/);
    if (address === undefined || isIP(address) === 0) continue;
    for (const name of names) {
      const key = name.toLowerCase().replace(/\.$/, '');
      const known = hosts.get(key);
      if (known === undefined) hosts.set(key, [address]);
      else if (!known.includes(address)) known.push(address);
    }
  }
  return hosts;
}
