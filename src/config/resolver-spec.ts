import ipaddr from 'ipaddr.js';
import type { ResolverSpec } from '../model/context.ts';
import { UsageError } from '../usage-error.ts';

const PORTS = { udp: 53, tcp: 53, tls: 853 } as const;
const EXAMPLES = 'system, udp://10.0.0.53, tcp://10.0.0.53:53, tls://10.0.0.53, https://dns.corp.example/dns-query';

/** `--resolver` text → ResolverSpec. A resolver is named by address: its own name could not be resolved. Throws `UsageError`. */
export function parseResolver(text: string): ResolverSpec {
  if (text === 'system') return { kind: 'system' };
  if (/^https:\/\/[^\s]+$/i.test(text)) return { kind: 'https', url: text };
  const match = /^(udp|tcp|tls):\/\/(?:\[([0-9a-f:.]+)\]|([0-9.]+))(?::(\d{1,5}))?(?:#([^\s#]+))?$/i.exec(text);
  const kind = match?.[1]?.toLowerCase() as 'udp' | 'tcp' | 'tls' | undefined;
  const address = match?.[2] ?? match?.[3] ?? '';
  const port = match?.[4] === undefined ? (kind === undefined ? 53 : PORTS[kind]) : Number(match[4]);
  if (kind === undefined || !ipaddr.isValid(address) || port < 1 || port > 65535) {
    throw new UsageError(`"${text.slice(0, 200)}" is no resolver`, { field: '--resolver', hint: `for example ${EXAMPLES}` });
  }
  const servername = match?.[5];
  return { kind, address, port, ...(servername === undefined ? {} : { servername }) };
}
