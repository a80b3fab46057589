import type { Finding } from '../../../model/finding.ts';
import { isTrouble } from '../../../model/urgency.ts';
import { shortened } from '../../../text/cut.ts';
import { json, terminal } from '../../../text/escape.ts';
import { byUrgency } from '../../view/grouping.ts';
import { remedyWithOwner } from '../../view/remedy.ts';
import type { Format } from '../format.ts';

/** GitLab shows what came and went between two branches by these numbers, so the cause is part of them and the time is not. */
const MAX_DESCRIPTION = 1000;

/**
 * GitLab's code quality report (docs.gitlab.com, "Code Quality", report format): one entry for each finding that did not pass. The file that GitLab wants
 * named is the configuration file, because that is where such a finding is waived or its catalog chosen.
 */
export const gitlab: Format = {
  title: 'Code quality report of GitLab',
  extension: 'json',
  mediaType: 'application/json',
  render: ({ findings }) => {
    const entries = [...findings].filter(({ status }) => isTrouble(status)).sort(byUrgency);
    return `${json(entries.map(entryOf), 2)}\n`;
  },
};

function entryOf(finding: Finding): object {
  const { id, cause, layer, message, status, owner } = finding;
  const words = [message, remedyWithOwner(finding)].filter((part) => part !== '').join(' ');
  return {
    type: 'issue',
    check_name: cause ?? `${layer ?? finding.kind}.${status}`,
    description: terminal(shortened(words, MAX_DESCRIPTION)),
    categories: ['Compatibility'],
    severity: severityOf(finding),
    fingerprint: fnv1a([id, cause ?? '', status].join('\n')),
    location: { path: 'preflight.yaml', lines: { begin: 1 } },
    content: { body: `Owner: ${owner ?? 'not known'}. Finding: ${terminal(shortened(id, MAX_DESCRIPTION))}.` },
  };
}

function severityOf({ status, required }: Finding): string {
  if (status === 'fail') return required ? 'critical' : 'major';
  if (status === 'inconclusive') return required ? 'major' : 'minor';
  return 'minor';
}

/** FNV-1a, 128 bits, as hexadecimal text: a fingerprint, no protection (draft-eastlake-fnv). */
function fnv1a(text: string): string {
  const [prime, mask] = [(1n << 88n) + 0x13bn, (1n << 128n) - 1n];
  let hash = 0x6c62272e07bb014262b821756295c58dn;
  for (const byte of new TextEncoder().encode(text)) hash = ((hash ^ BigInt(byte)) * prime) & mask;
  return hash.toString(16).padStart(32, '0');
}
