import { takesNtlm } from '../../model/catalog/release.ts';
import type { Check } from '../check.ts';
import { askAdminService } from './admin-service.ts';
import type { PlacementFacts } from './facts.ts';
import { judge, type PlacementTask } from './judge/index.ts';

/** May the role stand where it is wanted, and has the hierarchy one already? */
export const placementCheck: Check<PlacementTask, PlacementFacts> = {
  kind: 'placement',
  prepare: (scope) => scope,
  plan: ({ servers: { smsProvider }, siteVersion }) => {
    if (smsProvider === undefined) return [];
    return [{ key: `hierarchy@${smsProvider}`, provider: smsProvider, ...(takesNtlm(siteVersion) ? { mayUseNtlm: true as const } : {}) }];
  },
  observe: ({ provider, mayUseNtlm = false }, context) => askAdminService(provider, mayUseNtlm, context),
  judge,
  saved: async () => (await import('./saved.ts')).saved,
};
