import type { Fault } from '../../faults/fault.ts';
import type { World } from './world.ts';

/** What other programs make of the same situation. */
export interface Reference {
  readonly curlFails: boolean;
  /** One line: exit codes, curl's words. */
  readonly row: string;
}

/** Longer than every answer of the lab that comes, shorter than patience. */
const LIMIT_S = 3;

const SAME = 'the same';

/** Faults that curl is asked about as well, and what it says: the same, or otherwise for a reason that does not hold for the role. */
export const COMPARED: Readonly<Record<string, string>> = {
  'no such name': SAME,
  'hosts file override': SAME,
  'hosts file with a public address that is shut': SAME,
  'the operating system asks no DNS server': SAME,
  'a search list with a wildcard answers first': SAME,
  'refused by the server': SAME,
  'rejected with a reset by the border': SAME,
  'dropped by the border': SAME,
  'rejected with ICMP by the border': SAME,
  expired: SAME,
  'for another name': SAME,
  'lone self-signed certificate': SAME,
  'unknown authority': SAME,
  'intermediate missing and fetched': 'curl fetches no missing issuer; Windows does',
  'status 451 from the genuine service': 'curl judges no status; the check of the role does',
};

/** curl over TLS 1.2 and HTTP/1.1, as the role connects, and the lookups of the operating system. Undefined: it is not compared. */
export async function referenceOf(world: World, fault: Fault): Promise<Reference | undefined> {
  const url = COMPARED[fault.name] === undefined ? undefined : urlOf(fault);
  if (url === undefined) return undefined;
  const on = (argv: readonly string[]) => world.machines.run('client', ['timeout', String(LIMIT_S + 1), ...argv], { timeoutMs: 20_000 });
  const trusting = ['--cacert', world.ca('root.pem'), '--tls-max', '1.2', '--http1.1', '--noproxy', '*'];
  const curl = await on(['curl', '-sS', '-o', '/dev/null', '-w', '%{http_code}', '--max-time', String(LIMIT_S), ...trusting, url.href]);
  const getent = await on(['getent', 'ahosts', url.hostname]);
  const port = url.port === '' ? 443 : url.port;
  const named = ['-servername', url.hostname, '-verify_hostname', url.hostname, '-verify_return_error', '-tls1_2', '-brief'];
  const openssl =
    url.protocol === 'https:'
      ? await on(['openssl', 's_client', '-connect', `${url.hostname}:${port}`, '-CAfile', world.ca('root.pem'), ...named])
      : undefined;
  const words = curl.stderr.trim().split('\n')[0] ?? '';
  return {
    curlFails: curl.code !== 0,
    row: `getent ${getent.code}, openssl ${openssl?.code ?? '-'}, curl ${curl.code} ${curl.stdout} ${words}`.trim(),
  };
}

function urlOf({ endpoints }: Fault): URL | undefined {
  const [first = ''] = endpoints;
  const host = /\bhost: ([a-z0-9.-]+)/.exec(first)?.[1];
  if (host === undefined) return undefined;
  const scheme = /\bscheme: (\w+)/.exec(first)?.[1] ?? 'https';
  const port = /\bports: \[(\d+)\]/.exec(first)?.[1];
  if (scheme === 'tcp') return undefined;
  return new URL(`${scheme}://${host}${port === undefined ? '' : `:${port}`}${/\bpath: (\/[^\s,]*)/.exec(first)?.[1] ?? '/'}`);
}
