import type { AccountEvidence } from '../../../model/evidence.ts';
import type { Finding } from '../../../model/finding.ts';
import { findingSaying, type Said } from '../../finding.ts';

/** A finding about an account; its target is the account and the server that its evidence names. */
export function findingOf(said: Omit<Said<AccountEvidence>, 'target'>): Finding {
  const { account, target: server } = said.evidence ?? {};
  const target = { ...(account === undefined ? {} : { account }), ...(server === undefined ? {} : { server }) };
  return findingSaying('account', { ...said, target });
}
