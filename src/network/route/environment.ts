import ipaddr from 'ipaddr.js';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The proxy that curl would take for a URL from the environment: `<scheme>_proxy` in lower or (not for http) upper case, then `ALL_PROXY`; none
 * where `NO_PROXY` covers the host (curl manual, "Environment"). A proxy without a scheme is an HTTP proxy. Empty: a direct connection.
 */
export function proxyFromEnvironment(url: URL, environment: Environment): string {
  const scheme = url.protocol.replace(/:$/, '');
  if (isExempt(url.hostname, read(environment, 'no_proxy', 'NO_PROXY'))) return '';
  // HTTP_PROXY in upper case can be set from outside by a request header in CGI programs: curl does not read it.
  const own = scheme === 'http' ? read(environment, 'http_proxy') : read(environment, `${scheme}_proxy`, `${scheme.toUpperCase()}_PROXY`);
  const proxy = own || read(environment, 'all_proxy', 'ALL_PROXY');
  return proxy === '' || proxy.includes('://') ? proxy : `http://${proxy}`;
}

function read(environment: Environment, ...names: readonly string[]): string {
  return names.map((name) => environment[name]?.trim() ?? '').find((value) => value !== '') ?? '';
}

/** `NO_PROXY`: `*`, names that also cover everything below them, addresses and CIDR networks, separated by commas or spaces. */
function isExempt(hostname: string, list: string): boolean {
  if (list === '*') return true;
  const host = hostname.replace(/^\[|\]$|\.$/g, '').toLowerCase();
  return list
    .split(/[\s,]+/)
    .map((entry) => entry.toLowerCase().replace(/^\[|\]$|\.$/g, ''))
    .filter((entry) => entry !== '')
    .some((entry) => covers(entry, host));
}

function covers(entry: string, host: string): boolean {
  if (ipaddr.isValid(host)) return coversAddress(entry, host);
  const name = entry.replace(/^\./, '');
  return host === name || host.endsWith(`.${name}`);
}

function coversAddress(entry: string, host: string): boolean {
  if (!entry.includes('/'))
    return ipaddr.isValid(entry) && ipaddr.parse(entry).toNormalizedString() === ipaddr.parse(host).toNormalizedString();
  if (!ipaddr.isValidCIDR(entry)) return false;
  const [network, bits] = ipaddr.parseCIDR(entry);
  const address = ipaddr.parse(host);
  return address.kind() === network.kind() && address.match([network, bits] as never);
}
