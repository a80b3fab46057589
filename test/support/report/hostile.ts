import type { Report } from '../../../src/model/report.ts';
import { failure, finding, reportOf } from './examples.ts';

/** Text as an evil peer, catalog or configuration would choose it. */
export const HOSTILE: readonly string[] = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "=cmd|' /C calc'!A0",
  '@SUM(1+1)*cmd',
  '\u001b[2J\u001b]0;owned\u0007\u009b31m',
  '\u202egnp.exe\u2066\u200f\u061c',
  'two\r\nlines\n\nand\u2028more\u0085',
  'a]]><b>--></c>',
  'not ok 1 # SKIP\n  ...\n1..0',
  '| cell | `code` | ```\n```\n# heading',
  '::error file=a::b',
  '##vso[task.complete result=Succeeded;]done',
  '\ud800 lone \udc00',
  '\u0000',
  '   ',
  '',
  'x'.repeat(10_000),
  `${'label.'.repeat(2_000)}example`,
  '日本語🎉'.repeat(500),
  '$' + '{jndi:ldap://x/a} $(id) `id` %0a %n',
  '__proto__',
];

/** Every text of the report is hostile; every status, kind and place for a text occurs. */
export function hostileReport(): Report {
  const findings = HOSTILE.flatMap((text, index) => {
    const own = {
      title: text,
      feature: text,
      route: text,
      message: text,
      remedy: text,
      reproduce: text,
      target: { pattern: text, host: text, port: 443, scheme: 'https' },
      evidence: {
        [text]: text,
        why: text,
        addresses: [text],
        chain: [{ subject: text, issuer: text }],
        deep: { [text]: [[text]] },
        nothing: null,
      },
      waiver: { pattern: text, reason: text, until: '2026-12-31' },
    };
    return [
      failure(`endpoint:${text}/${index}@${text}`, own),
      failure(`route:${text}:${index}`, {
        ...own,
        kind: 'route',
        feature: null,
        target: { route: text },
        children: [`endpoint:${text}/${index}@${text}`, text],
      }),
      failure(`account:${text}/${index}`, {
        ...own,
        kind: 'account',
        cause: 'account.disabled',
        layer: 'account',
        owner: 'directory',
        target: { account: text },
      }),
      finding({ ...own, id: `warn:${text}/${index}`, status: 'warn', cause: 'http.redirect-unlisted', layer: 'http', owner: 'firewall' }),
      finding({ ...own, id: `pass:${text}/${index}` }),
      finding({ ...own, id: `skip:${text}/${index}`, status: 'skip', skipReason: 'waived' }),
      finding({ ...own, id: `inconclusive:${text}/${index}`, status: 'inconclusive', layer: 'tls' }),
    ];
  });
  const [first = ''] = HOSTILE;
  return reportOf(
    findings,
    {
      id: first,
      features: HOSTILE,
      notes: HOSTILE,
      vantage: { hostname: HOSTILE[1] ?? '', platform: HOSTILE[4] ?? '', addresses: HOSTILE },
    },
    {
      catalogs: HOSTILE.map((text) => ({ id: text, title: text, revision: text, sha256: text })),
      routes: HOSTILE.map((text) => ({ name: text, kind: 'http', address: text, auth: 'none' })),
      tool: { name: HOSTILE[4] ?? '', version: HOSTILE[0] ?? '' },
    },
  );
}

/** What no format may let through; a newline is the format's own. */
export const CONTROLS =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;
