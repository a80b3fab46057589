import type { Report } from '../../model/report.ts';

/**
 * Names of the routes over which everything required passes; none when something beside the routes fails (an account, the host), because then no
 * route alone is enough.
 */
export function openRoutes({ findings, routes }: Report): readonly string[] {
  const open = new Map(routes.map(({ name }) => [name, { passes: 0, troubles: 0 }]));
  for (const { route, status, required } of findings) {
    const trouble = required && (status === 'fail' || status === 'inconclusive');
    const counts = route === null ? undefined : open.get(route);
    if (counts === undefined) {
      if (trouble) return [];
      continue;
    }
    if (trouble) counts.troubles += 1;
    if (status === 'pass' || status === 'warn') counts.passes += 1;
  }
  return [...open].flatMap(([name, { passes, troubles }]) => (passes > 0 && troubles === 0 ? [name] : []));
}
