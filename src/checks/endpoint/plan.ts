import type { Endpoint } from '../../model/catalog/catalog.ts';
import { type Probe, probeKey } from '../../model/network/probe.ts';
import type { HostPort, Route } from '../../model/network/route.ts';
import { allRoutes, routesFor, type Scope, type ScopedEndpoint } from '../../model/scope.ts';

interface Wanted {
  readonly scoped: ScopedEndpoint;
  readonly target: HostPort;
}

/** Endpoints × hosts × ports × routes → probes; the same question is asked once, on behalf of everyone who needs the answer. */
export function plan(scope: Scope): readonly Probe[] {
  const wanted = scope.endpoints.filter((scoped) => scoped.skip === undefined).flatMap(targetsOf);
  return allRoutes(scope).flatMap((route) =>
    probesOver(
      route,
      wanted.filter(({ scoped }) => routesFor(scoped, scope).some(({ name }) => name === route.name)),
    ),
  );
}

function targetsOf(scoped: ScopedEndpoint): readonly Wanted[] {
  return scoped.hosts.flatMap((host) => scoped.endpoint.ports.map((port) => ({ scoped, target: { host, port } })));
}

function probesOver(route: Route, wanted: readonly Wanted[]): readonly Probe[] {
  const paths = specificPaths(wanted);
  const probes = new Map<string, Probe>();
  for (const { scoped, target } of wanted) {
    const { scheme, path: published } = scoped.endpoint;
    // Who needs only the host is content with the answer of any path there.
    const path = published === '/' ? (paths.get(serviceKey(scheme, target)) ?? '/') : published;
    const key = probeKey(scheme, target, path, route);
    const known = probes.get(key);
    probes.set(key, {
      key,
      target,
      scheme,
      path,
      route,
      maxTlsVersion: scoped.endpoint.expect.tls === '1.3' && known?.maxTlsVersion !== '1.2' ? '1.3' : '1.2',
      ...(scheme === 'tcp' && (scoped.endpoint.expect.tls !== undefined || known?.speaksTls === true) ? { speaksTls: true as const } : {}),
      endpointKeys: [...(known?.endpointKeys ?? []), scoped.key],
    });
  }
  return route.kind === 'direct' ? [...probes.values()] : tunnelsFirst([...probes.values()]);
}

/** A tunnel that opens proves that the proxy took the credentials; a plain request may be answered by its target with a status that proves nothing. */
function tunnelsFirst(probes: readonly Probe[]): readonly Probe[] {
  return [...probes.filter(({ scheme }) => scheme !== 'http'), ...probes.filter(({ scheme }) => scheme === 'http')];
}

/** The first path that anyone asks for at each service. */
function specificPaths(wanted: readonly Wanted[]): ReadonlyMap<string, string> {
  const paths = new Map<string, string>();
  for (const { scoped, target } of wanted) {
    const key = serviceKey(scoped.endpoint.scheme, target);
    if (scoped.endpoint.path !== '/' && !paths.has(key)) paths.set(key, scoped.endpoint.path);
  }
  return paths;
}

function serviceKey(scheme: Endpoint['scheme'], target: HostPort): string {
  return `${scheme} ${target.host} ${target.port}`;
}
