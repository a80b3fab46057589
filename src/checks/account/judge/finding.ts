import { findingFrom } from '../../../causes/finding.ts';
import type { AccountEvidence } from '../../../model/evidence.ts';
import type { Finding } from '../../../model/finding.ts';
import type { Ruling } from '../../../model/ruling.ts';

/** A finding about an account; its target is the account and the server that its evidence names. */
export function accountFinding(id: string, title: string, ruling: Ruling<AccountEvidence>): Finding {
  const { account, target: server } = ruling.evidence ?? {};
  const target = { ...(account === undefined ? {} : { account }), ...(server === undefined ? {} : { server }) };
  return findingFrom({ id: `account:${id}`, kind: 'account', title, target }, ruling);
}
