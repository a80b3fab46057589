import { UNIT_WORDS } from './duration.ts';
import { OPTION_GROUPS, OPTIONS, type Option } from './options.ts';

const FILE_ONLY = [
  '# Known problems that are allowed until a day (UTC, inclusive). Afterwards they fail again and say so. The pattern is that of finding ids.',
  '# waivers:',
  '#   - { pattern: "endpoint:asset-intelligence/*", reason: "feature not used, CHG0012345", until: "2027-03-31" }',
  '',
  '# What change requests (--report request=FILE) say of themselves.',
  '# request: { requester: "Site administrators, +49 30 555", ticket: CHG0012345, wantedBy: "2027-01-15", reviewOn: "2028-01-15" }',
  '',
  '# Further words that --redact hides: the company, tenants, products.',
  '# redactWords: [contoso]',
  '',
];

/** A commented preflight.yaml: every key with its default or an example, switched off. */
export function configTemplate(): string {
  const groups = Object.entries(OPTION_GROUPS).flatMap(([group, title]) => [
    `# --- ${title} ---`,
    '',
    ...OPTIONS.filter((option) => option.group === group).flatMap(entry),
  ]);
  return [
    '# Configuration of configmgr-preflight. Flags win over environment variables, these over this file.',
    '# The flag of proxyAuth is --proxy-auth, its variable PREFLIGHT_PROXY_AUTH; so it is for every key.',
    '# Passwords never stand here: use proxyPasswordFile or the variable PREFLIGHT_PROXY_PASSWORD.',
    '',
    ...groups,
    ...FILE_ONLY,
  ].join('\n');
}

function entry({ key, help, detail, value, flags, default: byDefault, example }: Option): readonly string[] {
  // What a --no-... flag says is said of the flag; the key means the opposite.
  const says = flags.startsWith('--no-') ? `${help} when false` : help;
  const unit = value.type === 'duration' ? ` (${UNIT_WORDS[value.unit]} where no unit is given)` : '';
  return [`# ${says}${unit}${detail === undefined ? '' : `. ${detail}`}`, `# ${key}: ${example ?? JSON.stringify(byDefault ?? '')}`, ''];
}
