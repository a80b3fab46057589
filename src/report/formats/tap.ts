import type { Finding } from '../../model/finding.ts';
import { tap as description, json } from '../../text/escape.ts';
import type { Format } from './format.ts';

/** TAP 14: fail and inconclusive are `not ok`; a skip says so; details as YAML (JSON is YAML). */
export const tap: Format = {
  title: 'TAP 14',
  extension: 'tap',
  mediaType: 'text/plain',
  render: ({ findings }) => ['TAP version 14', `1..${findings.length}`, ...findings.map(line), ''].join('\n'),
};

function line(finding: Finding, index: number): string {
  const ok = finding.status === 'fail' || finding.status === 'inconclusive' ? 'not ok' : 'ok';
  const skip = finding.status === 'skip' ? ` # SKIP ${description(`${finding.skipReason ?? ''}: ${finding.message}`)}` : '';
  const head = `${ok} ${index + 1} - ${description(finding.id)}${skip}`;
  if (finding.status === 'pass' || finding.status === 'skip') return head;
  const { status, cause, layer, owner, message, remedy, reproduce } = finding;
  const details = Object.entries({ status, cause, layer, owner, message, remedy, reproduce }).map(
    ([key, value]) => `  ${key}: ${json(value)}`,
  );
  return [head, '  ---', ...details, '  ...'].join('\n');
}
