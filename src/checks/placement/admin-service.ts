import { z } from 'zod';
import type { Context } from '../../model/context.ts';
import { windowsGet } from '../../network/windows-http.ts';
import { type PlacementFacts, type Role, roleSchema, SERVICE_CONNECTION_POINT, SITE_SYSTEM, type Site, siteSchema } from './facts.ts';

const MAX_PAGES = 20;

/** Sites and the roles that matter here, from the administration service (OData v4) of an SMS Provider. Read-only. Never rejects. */
export async function askAdminService(provider: string, context: Context): Promise<PlacementFacts> {
  const sites = await collection(provider, 'SMS_Site', undefined, siteSchema, context);
  if ('failure' in sites) return { source: provider, sites: [], roles: [], failure: sites.failure };
  const filter = `RoleName eq '${SERVICE_CONNECTION_POINT}' or RoleName eq '${SITE_SYSTEM}'`;
  const roles = await collection(provider, 'SMS_SCI_SysResUse', filter, roleSchema, context);
  const failed = 'failure' in roles ? { failure: roles.failure } : {};
  return {
    source: provider,
    sites: sites.values as readonly Site[],
    roles: 'failure' in roles ? [] : (roles.values as readonly Role[]),
    ...failed,
  };
}

type Collection<T> = { readonly values: readonly T[] } | { readonly failure: NonNullable<PlacementFacts['failure']> };

/** A class with all its pages; a next link is followed only on the same server. */
async function collection<T>(
  provider: string,
  name: string,
  filter: string | undefined,
  schema: z.ZodType<T>,
  context: Context,
): Promise<Collection<T>> {
  const page = z.looseObject({ value: z.array(schema), '@odata.nextLink': z.string().optional() });
  const values: T[] = [];
  let url: URL | undefined = new URL(`https://${provider}/AdminService/wmi/${name}`);
  if (filter !== undefined) url.searchParams.set('$filter', filter);
  const { origin } = url;
  for (let pages = 0; url !== undefined && pages < MAX_PAGES; pages += 1) {
    const { status, body, failure, schemesOffered } = await windowsGet(url, context);
    if (failure !== undefined) return { failure };
    if (status !== 200) return { failure: { code: `HTTP_${status}`, message: refusal(status, schemesOffered), httpStatus: status } };
    const parsed = page.safeParse(json(body));
    if (!parsed.success)
      return { failure: { code: 'UNKNOWN_SHAPE', message: `${name}: ${parsed.error.issues[0]?.message ?? 'no OData answer'}` } };
    values.push(...parsed.data.value);
    const next: string | undefined = parsed.data['@odata.nextLink'];
    url =
      next !== undefined && URL.canParse(next, url.href) && new URL(next, url.href).origin === origin ? new URL(next, url.href) : undefined;
  }
  return { values };
}

function refusal(status: number, offered: readonly string[]): string {
  if (status === 401) return `the log-on was refused (offered: ${offered.join(', ') || 'nothing that is possible here'})`;
  return status === 403 ? 'the account that asks has no rights in Configuration Manager' : 'the administration service refused';
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
