import { OPTIONS } from './options.ts';

/** A commented preflight.yaml: every key with its default, switched off. */
export function configTemplate(): string {
  const lines = OPTIONS.flatMap((option) => {
    const value = option.example ?? JSON.stringify(option.default ?? '');
    const flag = option.flags.split(' ')[0] ?? '';
    return [
      `# ${option.help.charAt(0).toUpperCase()}${option.help.slice(1)}. Flag ${flag}${option.variable === undefined ? '' : `, variable ${option.variable}`}.`,
      `# ${option.key}: ${value}`,
      '',
    ];
  });
  return [
    '# Configuration of configmgr-preflight. Flags win over environment variables, these over this file.',
    '# Passwords never stand here: use proxyPasswordFile or the variable PREFLIGHT_PROXY_PASSWORD.',
    '',
    ...lines,
    '# Known problems that are allowed until a day (UTC, inclusive). Afterwards they fail again and say so. The pattern is that of finding ids.',
    '# waivers:',
    '#   - { pattern: "endpoint:asset-intelligence/*", reason: "feature not used, CHG0012345", until: "2027-03-31" }',
    '',
    '# Further words that --redact hides: the company, tenants, products.',
    '# redactWords: [contoso]',
    '',
  ].join('\n');
}
