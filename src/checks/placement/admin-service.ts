import { z } from 'zod';
import type { Context } from '../../model/network/context.ts';
import { type AccessedGet, withAccess } from '../../network/windows/access.ts';
import type { WindowsHttpAnswer } from '../../network/windows/http.ts';
import { type PlacementFacts, type Role, roleSchema, SERVICE_CONNECTION_POINT, SITE_SYSTEM, type Site, siteSchema } from './facts.ts';

const MAX_PAGES = 20;
const MAX_SINGLE = 50;

/**
 * Sites and the roles that matter here, from the administration service (OData v4) of an SMS Provider. Read-only. From release 2509 on the service takes
 * Kerberos only; `mayUseNtlm`: it is an older one. Never rejects.
 */
export async function askAdminService(provider: string, mayUseNtlm: boolean, context: Context): Promise<PlacementFacts> {
  const asked = await withAccess(hostOf(provider), mayUseNtlm, context, (get) => sitesAndRoles(provider, get, context));
  return 'value' in asked ? asked.value : { source: provider, sites: [], roles: [], failure: asked.failure };
}

function hostOf(provider: string): string {
  const url = `https://${provider}/`;
  return URL.canParse(url) ? new URL(url).hostname.replace(/^\[(.*)\]$/, '$1') : provider;
}

async function sitesAndRoles(provider: string, get: AccessedGet, context: Context): Promise<PlacementFacts> {
  const sites = await collection({ provider, name: 'SMS_Site', schema: siteSchema }, get, context);
  if ('failure' in sites) return { source: provider, sites: [], roles: [], failure: sites.failure };
  const filter = `RoleName eq '${SERVICE_CONNECTION_POINT}' or RoleName eq '${SITE_SYSTEM}'`;
  const roles = await collection({ provider, name: 'SMS_SCI_SysResUse', filter, schema: roleSchema }, get, context);
  const failed = 'failure' in roles ? { failure: roles.failure } : {};
  return {
    source: provider,
    sites: sites.values as readonly Site[],
    roles: 'failure' in roles ? [] : await complete(provider, roles.values as readonly Role[], get),
    ...failed,
  };
}

/** Rows that came without their properties are asked for one by one; those that cannot be read stay as they are. */
async function complete(provider: string, roles: readonly Role[], get: AccessedGet): Promise<readonly Role[]> {
  const whole: Role[] = [];
  for (const role of roles) {
    const url = Array.isArray(role.Props) || whole.length >= MAX_SINGLE ? undefined : instanceUrl(provider, role);
    const single = url === undefined ? undefined : await get(url);
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

interface ClassOf<T> {
  readonly provider: string;
  readonly name: string;
  readonly filter?: string;
  readonly schema: z.ZodType<T>;
}

/** A class with all its pages; a next link is followed only on the same server. */
async function collection<T>({ provider, name, filter, schema }: ClassOf<T>, get: AccessedGet, { user }: Context): Promise<Collection<T>> {
  const page = z.looseObject({ value: z.array(schema), '@odata.nextLink': z.string().optional() });
  const values: T[] = [];
  let url: URL | undefined = new URL(`https://${provider}/AdminService/wmi/${name}`);
  if (filter !== undefined) url.searchParams.set('$filter', filter);
  const { origin } = url;
  for (let pages = 0; url !== undefined && pages < MAX_PAGES; pages += 1) {
    const answer = await get(url);
    const { status, body, failure } = answer;
    if (failure !== undefined) return { failure };
    if (status !== 200) return { failure: refusal(answer, user !== undefined) };
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

function refusal(answer: WindowsHttpAnswer, isNamed: boolean): NonNullable<PlacementFacts['failure']> {
  const { status, schemesOffered } = answer;
  const offered = `offered: ${schemesOffered.join(', ') || 'nothing that is possible here'}`;
  if (status === 401) return { code: refusedLogOn(answer, isNamed), message: `the log-on was refused (${offered})`, httpStatus: status };
  const message =
    status === 404
      ? 'there is no administration service, or it does not know this class'
      : `${status === 403 ? 'the account that asks has no rights in Configuration Manager' : 'the administration service refused'}`;
  return { code: `HTTP_${status}`, message, httpStatus: status };
}

/** What was refused with 401: NTLM, a ticket, whichever of them Windows used, or nothing, as there is no ticket. */
function refusedLogOn({ scheme, isBySystem }: WindowsHttpAnswer, isNamed: boolean): string {
  if (isBySystem === true) return isNamed ? 'NEGOTIATE_REFUSED' : 'IDENTITY_REFUSED';
  if (scheme === 'ntlm') return 'NTLM_REFUSED';
  if (scheme === 'negotiate') return 'TICKET_REFUSED';
  return isNamed ? 'HTTP_401' : 'NO_CREDENTIALS';
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
