import type { RouteKindName } from '../../model/network/route.ts';
import type { RouteKind } from './kind.ts';

/** Route kinds by name, loaded when asked for. One line each. */
export const ROUTE_KIND_MODULES: Readonly<Partial<Record<RouteKindName, () => Promise<RouteKind>>>> = {
  direct: async () => (await import('./direct.ts')).direct,
  http: async () => (await import('./http-proxy.ts')).httpProxy,
  https: async () => (await import('./http-proxy.ts')).httpProxy,
  socks4: async () => (await import('./socks.ts')).socks4,
  socks5: async () => (await import('./socks.ts')).socks5,
  pac: async () => (await import('./pac.ts')).pac,
};

const loaded = new Map<RouteKindName, Promise<RouteKind>>();

/** Undefined: this kind of route is not supported here. */
export async function routeKind(name: RouteKindName): Promise<RouteKind | undefined> {
  const kind = loaded.get(name) ?? ROUTE_KIND_MODULES[name]?.();
  if (kind !== undefined) loaded.set(name, kind);
  return kind;
}
