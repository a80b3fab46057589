import ipaddr from 'ipaddr.js';
import type { ResolverSpec } from '../model/network/context.ts';
import { UsageError } from '../model/usage-error.ts';

const PORTS = { udp: 53, tcp: 53, tls: 853 } as const;
const FORMS = 'system, udp://10.0.0.53, tcp://10.0.0.53:53, tls://10.0.0.53#dns.corp.example, https://dns.corp.example/dns-query';

/**
 * `--resolver` text → ResolverSpec. Over UDP, TCP and TLS (RFC 7858) a resolver is named by its address; what follows `#` is the name in its certificate.
 * Over HTTPS (RFC 8484) it is a URL. Throws `UsageError`.
 */
export function parseResolver(spec: string, field = '--resolver'): ResolverSpec {
  const text = spec.trim();
  if (text.toLowerCase() === 'system') return { kind: 'system' };
  if (/^https:/i.test(text)) return overHttps(text, field);
  const match = /^([a-z]+):\/\/(?:\[([^\]]*)\]|([^:/#\s]*))(?::(\d*))?(?:#([^\s#/]+))?\/?$/i.exec(text);
  const scheme = match?.[1]?.toLowerCase();
  if (match === null || (scheme !== 'udp' && scheme !== 'tcp' && scheme !== 'tls')) throw bad(field, text, didYouMean(text));
  const address = match[2] ?? match[3] ?? '';
  if (!(match[2] === undefined ? ipaddr.IPv4.isValidFourPartDecimal(address) : ipaddr.IPv6.isValid(address)))
    throw bad(field, text, 'it must be named by its address: its own name could not be resolved');
  const port = match[4] === undefined ? PORTS[scheme] : Number(match[4]);
  if (port < 1 || port > 65535) throw bad(field, text, 'a port is a number from 1 to 65535');
  const servername = match[5];
  if (servername !== undefined && scheme !== 'tls') throw bad(field, text, 'only tls:// has a name after #');
  return { kind: scheme, address, port, ...(servername === undefined ? {} : { servername }) };
}

function overHttps(text: string, field: string): ResolverSpec {
  try {
    const url = new URL(text);
    if (url.username === '' && url.password === '') return { kind: 'https', url: url.href };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw bad(field, text, 'it is not a URL');
  }
  throw new UsageError('the URL of a resolver takes no user and no password', { field });
}

function didYouMean(text: string): string {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return `did you mean udp://${text}?`;
  return ipaddr.IPv6.isValid(text) ? `did you mean udp://[${text}]?` : 'this form is not known';
}

function bad(field: string, text: string, why: string): UsageError {
  return new UsageError(`"${text.slice(0, 200)}" is not a valid resolver: ${why}`, { field, hint: `forms: ${FORMS}` });
}
