import { z } from 'zod';
import type { Context } from '../../model/network/context.ts';
import { windowsGet } from '../../network/windows/http.ts';
import { type PlacementFacts, type Role, roleSchema, SERVICE_CONNECTION_POINT, SITE_SYSTEM, type Site, siteSchema } from './facts.ts';

const MAX_PAGES = 20;
const MAX_SINGLE = 50;

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
    roles: 'failure' in roles ? [] : await complete(provider, roles.values as readonly Role[], context),
    ...failed,
  };
}

/** Rows that came without their properties are asked for one by one; those that cannot be read stay as they are. */
async function complete(provider: string, roles: readonly Role[], context: Context): Promise<readonly Role[]> {
  const whole: Role[] = [];
  for (const role of roles) {
    const url = Array.isArray(role.Props) || whole.length >= MAX_SINGLE ? undefined : instanceUrl(provider, role);
    const single = url === undefined ? undefined : await windowsGet(url, context);
    const parsed = single?.status === 200 ? roleSchema.safeParse(json(single.body)) : undefined;
    whole.push(parsed?.success === true ? parsed.data : role);
  }
  return whole;
}

/** One instance by the key of its class; text in quotes that are doubled inside (OData v4 URL conventions, section 4.3 and 5.1.1.6.1). */
function instanceUrl(provider: string, { FileType, ItemName, ItemType, SiteCode }: Role): URL | undefined {
  if (typeof FileType !== 'number' || typeof ItemName !== 'string' || typeof ItemType !== 'string') return undefined;
  const quoted = (text: string): string => `'${encodeURIComponent(text.replaceAll("'", "''"))}'`;
  const key = `FileType=${FileType},ItemName=${quoted(ItemName)},ItemType=${quoted(ItemType)},SiteCode=${quoted(SiteCode)}`;
  return new URL(`https://${provider}/AdminService/wmi/SMS_SCI_SysResUse(${key})`);
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
  if (status === 404) return 'there is no administration service, or it does not know this class';
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
