import type { Check } from '../check.ts';
import type { AccountFacts, AccountTask } from './facts.ts';
import { judge } from './judge/index.ts';
import { observe } from './observe.ts';
import { follow, plan } from './plan.ts';

/** Do the accounts exist, can they be used, and are they local administrators of the server that is to carry the role? */
export const accountCheck: Check<AccountTask, AccountFacts> = {
  kind: 'account',
  prepare: (scope) => scope,
  plan,
  observe,
  follow,
  judge,
  saved: async () => (await import('./saved.ts')).saved,
};
