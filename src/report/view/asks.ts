import { causeInfo } from '../../causes/index.ts';
import type { Finding } from '../../model/finding.ts';

/** The words of the causes speak of the way to the internet. */
const BETWEEN_SERVERS = 'Please allow the connections between the servers of our site that are listed below.';

const OWN_NAMES = 'Please add or correct the DNS records of our own servers that are listed below: their names do not resolve.';

/** The sentence to open a request with, for all findings of a kind. Undefined: the finding's own remedy has to do. */
export function askOf({ kind, owner, cause }: Pick<Finding, 'kind' | 'owner' | 'cause'>): string | undefined {
  if (kind === 'port' && owner === 'firewall') return BETWEEN_SERVERS;
  if (kind === 'port' && owner === 'dns') return OWN_NAMES;
  return cause === null ? undefined : causeInfo(cause).ask;
}
