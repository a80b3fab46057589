import type { Check } from '../check.ts';
import type { PortFacts } from './facts.ts';
import { judge } from './judge/index.ts';
import { observe } from './observe.ts';
import { follow, type PortTask, plan } from './plan.ts';

/** Are the ports between the servers of the site open, from where the run stands? */
export const portCheck: Check<PortTask, PortFacts> = {
  kind: 'port',
  prepare: (scope) => scope,
  plan,
  observe,
  follow,
  judge,
  saved: async () => (await import('./saved.ts')).saved,
};
