import type { Report } from '../../../src/model/report.ts';
import { htmlFormat } from '../../../src/report/formats/html/index.ts';
import { failure, reportOf } from './examples.ts';

/** The page of a report. */
export const render = async (report: Report): Promise<string> =>
  String(await htmlFormat.render(report, { width: 100, color: false, verbose: false }));

/** Text that a page could take for markup, or a screen for something to do. */
export const HOSTILE = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onfocus=alert(1) x='",
  '\u202egnp.exe',
  '\u001b[2J\u009b31m',
  `${'a'.repeat(10_000)}.example`,
  '</pre></template>',
];
/** Text that would be markup, wherever a report has text. */
export const hostile = reportOf(
  HOSTILE.map((text, index) =>
    failure(`endpoint:${text}/${index}`, {
      ...{ title: text, feature: text, route: text, message: text, remedy: text, reproduce: text },
      target: { pattern: text, host: text, port: 443, scheme: 'https' },
      evidence: { [text]: text, chain: [{ subject: text }], why: text, documentation: text, addresses: [text] },
    }),
  ),
  { vantage: { hostname: HOSTILE[1] ?? '', platform: HOSTILE[0] ?? '', addresses: HOSTILE }, notes: HOSTILE, features: HOSTILE },
  { routes: HOSTILE.map((name) => ({ name, kind: 'http', address: name, auth: 'none' })) },
);
