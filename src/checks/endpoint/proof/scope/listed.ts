import { covers, hostForm } from '../../../../model/catalog/host-pattern.ts';
import type { HostForm } from '../../../../model/catalog/requirement.ts';
import type { ScopedEndpoint } from '../../../../model/scope.ts';
import type { WebAddress } from '../web-address.ts';

/** What the selected catalogs ask for, as it is looked up by address. Entries that are skipped count: somebody listed them. */
export interface Listed {
  readonly exact: ReadonlySet<string>;
  readonly wide: readonly { readonly form: HostForm; readonly endpoint: ScopedEndpoint['endpoint'] }[];
}

/** What catalogs list, prepared for looking names up in it. */
export function listedIn(endpoints: readonly ScopedEndpoint[]): Listed {
  const exact = new Set<string>();
  const wide: { form: HostForm; endpoint: ScopedEndpoint['endpoint'] }[] = [];
  for (const { pattern, endpoint } of endpoints) {
    const form = hostForm(pattern);
    if (form?.form === 'exact') for (const port of endpoint.ports) exact.add(`${endpoint.scheme} ${port} ${form.text}`);
    else if (form !== undefined) wide.push({ form, endpoint });
  }
  return { exact, wide };
}

/** Does an entry of the selected catalogs ask for this address? */
export function isListed({ target, scheme }: WebAddress, { exact, wide }: Listed): boolean {
  const place = `${target.port} ${target.host}`;
  if (exact.has(`${scheme} ${place}`) || exact.has(`tcp ${place}`)) return true;
  return wide.some(
    ({ form, endpoint }) =>
      endpoint.ports.includes(target.port) && (endpoint.scheme === scheme || endpoint.scheme === 'tcp') && covers(form, target.host),
  );
}
