import { z } from 'zod';
import { isSameHost } from '../../model/servers.ts';

/** The class SMS_Site: 1 secondary, 2 primary, 4 central administration site (Configuration Manager SDK). */
export const siteSchema = z.looseObject({
  SiteCode: z.string(),
  Type: z.number(),
  ServerName: z.string().default(''),
  ReportingSiteCode: z.string().nullish(),
});

/** A site of the hierarchy as the administration service describes it. */
export type Site = z.infer<typeof siteSchema>;

/** The class SMS_SCI_SysResUse: a role on a site system, with its properties. */
export const roleSchema = z.looseObject({
  RoleName: z.string(),
  NetworkOSPath: z.string().default(''),
  SiteCode: z.string().default(''),
  /** With `SiteCode` the key of one instance. */
  FileType: z.number().nullish(),
  ItemName: z.string().nullish(),
  ItemType: z.string().nullish(),
  /** Absent or null: this answer leaves the properties out. */
  Props: z
    .array(
      z.looseObject({ PropertyName: z.string(), Value: z.number().nullish(), Value1: z.string().nullish(), Value2: z.string().nullish() }),
    )
    .nullish(),
});

/** A role that a site system has already. */
export type Role = z.infer<typeof roleSchema>;

/** What the administration service told, or why it did not. */
export interface PlacementFacts {
  readonly source: string;
  readonly sites: readonly Site[];
  /** Roles of every service connection point and site system. */
  readonly roles: readonly Role[];
  readonly failure?: { readonly code: string; readonly message: string; readonly httpStatus?: number };
}

export const SERVICE_CONNECTION_POINT = 'SMS Dmp Connector';
export const SITE_SYSTEM = 'SMS Site System';

/** `\\server.fqdn` → `server.fqdn`, lower case. */
export function serverOf({ NetworkOSPath }: Role): string {
  return NetworkOSPath.replace(/^\\+/, '').replace(/\\.*$/, '').toLowerCase();
}

/** One property of a role; the field depends on the property. */
export function propertyOf(role: Role, name: string): { readonly value?: number; readonly value2?: string } {
  const found = role.Props?.find(({ PropertyName }) => PropertyName === name);
  return { ...(typeof found?.Value === 'number' ? { value: found.Value } : {}), ...(found?.Value2 ? { value2: found.Value2 } : {}) };
}

/** The proxy that a site system is configured to use. */
export interface SiteProxy {
  readonly host: string;
  readonly port: number;
  /** The site system proxy server account; absent: the computer account. */
  readonly username?: string;
}

/** Proxy settings of a site system (site control properties UseProxy, ProxyName, ProxyServerPort, ProxyUserName, AnonymousProxyAccess); 'unknown': not told. */
export function proxyOf(role: Role): SiteProxy | 'none' | 'unknown' {
  const { value: isUsed } = propertyOf(role, 'UseProxy');
  const host = propertyOf(role, 'ProxyName').value2;
  // A site system that never had a proxy has no such property.
  if (isUsed !== 1) return Array.isArray(role.Props) ? 'none' : 'unknown';
  if (host === undefined) return 'unknown';
  const username = propertyOf(role, 'AnonymousProxyAccess').value === 1 ? undefined : propertyOf(role, 'ProxyUserName').value2;
  return { host, port: propertyOf(role, 'ProxyServerPort').value ?? 80, ...(username === undefined ? {} : { username }) };
}

/** The site system installation account; null where none is set, so that the computer account is used (UseMachineAccount); undefined: not told. */
export function installationAccountOf(role: Role): string | null | undefined {
  const { value } = propertyOf(role, 'UseMachineAccount');
  if (value === 1) return null;
  return value === 0 ? propertyOf(role, 'UserName').value2 : undefined;
}

/** The site system row of a server, among all roles. */
export function siteSystemOf(roles: readonly Role[], server: string | undefined): Role | undefined {
  return roles.find((role) => role.RoleName === SITE_SYSTEM && server !== undefined && isSameHost(server, serverOf(role)));
}
