import type { Catalog, Endpoint } from '../model/catalog/catalog.ts';
import { hostForm, placeholdersIn } from '../model/catalog/host-pattern.ts';

/** What is allowed in a catalog but rarely meant, one sentence each with the entry's id. */
export function catalogWarnings({ endpoints }: Catalog): readonly string[] {
  return endpoints.flatMap((endpoint) =>
    endpoint.until === undefined
      ? [warningOf(endpoint), schemeWarning(endpoint)].flatMap((one) => (one === undefined ? [] : [`${endpoint.id}: ${one}`]))
      : [],
  );
}

/** The usual port of the other scheme: most likely one of the two is a slip. */
function schemeWarning({ scheme, ports, expect }: Endpoint): string | undefined {
  if (scheme === 'https' && ports.includes(80)) return 'scheme https on port 80: TLS is expected there; plain HTTP is scheme: http';
  if (scheme === 'http' && ports.includes(443)) return 'scheme http on port 443: plain HTTP is expected there; TLS is scheme: https';
  return scheme !== 'http' && expect.origin !== undefined
    ? 'expect.origin is only used for scheme http; a certificate proves the service here'
    : undefined;
}

function warningOf({ host, probe }: Endpoint): string | undefined {
  const form = hostForm(host);
  if (form?.form === 'dotless-suffix')
    return `${host} has no dot after the star and also covers look-alikes such as evil${form.text}; *.${form.text} and ${form.text} say what is meant`;
  const wildcard = form === undefined ? host.startsWith('*') : form.form !== 'exact';
  if (wildcard && probe.length === 0 && placeholdersIn(host).length === 0) return `${host} names no host to probe, so it will be skipped`;
  return undefined;
}
