import { findingFrom } from '../../../../causes/finding.ts';
import type { Finding } from '../../../../model/finding.ts';
import type { Ruling } from '../../../../model/ruling.ts';

/** Which question about which server a finding answers. */
export interface ServerSubject {
  readonly server: string;
  readonly question: string;
  readonly title: string;
}

/** A finding about a server itself, whatever the account. */
export function serverFinding({ server, question, title }: ServerSubject, ruling: Ruling): Finding {
  return findingFrom({ id: `account:server/${server}/${question}`, kind: 'account', title, target: { server } }, ruling);
}
