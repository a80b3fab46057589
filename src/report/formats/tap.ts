import type { Finding } from '../../model/finding.ts';
import { tap as description, json } from '../../text/escape.ts';
import { skipWords } from '../view/skip-words.ts';
import type { Format } from './format.ts';

/**
 * TAP 13 (testanything.org), which every reader knows: fail and inconclusive are `not ok`; a skip says why; details of all but a pass as YAML (JSON is YAML).
 */
export const tap: Format = {
  title: 'TAP 13',
  extension: 'tap',
  mediaType: 'text/plain',
  render: ({ findings }) => {
    const plan = findings.length === 0 ? '1..0 # SKIP no findings' : `1..${findings.length}`;
    return `${['TAP version 13', plan, ...findings.map(point)].join('\n')}\n`;
  },
};

function point(finding: Finding, index: number): string {
  const ok = finding.status === 'fail' || finding.status === 'inconclusive' ? 'not ok' : 'ok';
  const skip = finding.status === 'skip' ? ` # SKIP ${description(`${skipWords(finding)}: ${finding.message}`)}` : '';
  const head = `${ok} ${index + 1} - ${description(finding.id)}${skip}`;
  if (finding.status === 'pass') return head;
  const { status, cause, layer, owner, message, remedy, reproduce, evidence, waiver } = finding;
  const details = Object.entries({ status, cause, layer, owner, message, remedy, reproduce, evidence, waiver })
    .filter(([, value]) => value !== null && value !== '')
    .map(([key, value]) => `  ${key}: ${json(value)}`);
  return [head, '  ---', ...details, '  ...'].join('\n');
}
