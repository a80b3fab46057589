import type { Catalog, Endpoint } from '../model/catalog/catalog.ts';
import { hostForm, placeholdersIn } from '../model/catalog/host-pattern.ts';

/** What is allowed in a catalog but rarely meant, one sentence each with the entry's id. */
export function catalogWarnings({ endpoints }: Catalog): readonly string[] {
  return endpoints.flatMap((endpoint) => {
    const warning = endpoint.until === undefined ? warningOf(endpoint) : undefined;
    return warning === undefined ? [] : [`${endpoint.id}: ${warning}`];
  });
}

function warningOf({ host, probe }: Endpoint): string | undefined {
  const form = hostForm(host);
  if (form?.form === 'dotless-suffix')
    return `${host} has no dot after the star and also covers look-alikes such as evil${form.text}; *.${form.text} and ${form.text} say what is meant`;
  const wildcard = form === undefined ? host.startsWith('*') : form.form !== 'exact';
  if (wildcard && probe.length === 0 && placeholdersIn(host).length === 0) return `${host} names no host to probe, so it will be skipped`;
  return undefined;
}
