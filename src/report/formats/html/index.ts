import type { Report } from '../../../model/report.ts';
import { clip } from '../../../text/layout.ts';
import type { Format } from '../format.ts';
import { causesSection } from './causes.ts';
import { prerequisitesSection, runSection } from './facts.ts';
import { findingsSection } from './findings.ts';
import { matrixSection } from './matrix.ts';
import { ownersSection } from './owners.ts';
import { htmlDocument } from './page/document.ts';
import { timelineSection } from './timeline.ts';
import { verdictSection } from './verdict.ts';
import { waterfallSection } from './waterfall.ts';

/** The report as a page for people: verdict, what to change by owner, endpoints by routes, timing, evidence, the rest, what the causes mean, the run. */
export const htmlFormat: Format = {
  title: 'Web page in one file, to be read, filtered, printed and sent on',
  extension: 'html',
  mediaType: 'text/html',
  render: (report) =>
    htmlDocument({
      title: `Preflight of ${clip(report.run.vantage.hostname)}`,
      kind: 'Service connection point preflight',
      heading: clip(report.run.vantage.hostname),
      sections: [
        ['verdict', 'Verdict', verdictSection(report)],
        ['owners', 'What to change', ownersSection(report)],
        ['matrix', 'Routes', matrixSection(report)],
        ['timeline', 'Timeline', timelineSection(report)],
        ['timing', 'Timing', waterfallSection(report)],
        ['findings', 'Details', findingsSection(report)],
        ['prerequisites', 'Accounts and host', prerequisitesSection(report)],
        ['causes', 'Causes', causesSection(report)],
        ['run', 'This run', runSection(report)],
      ],
      footer: footerOf(report),
    }),
};

function footerOf({ tool }: Report): string {
  return `${tool.name} ${tool.version}. The report holds names and addresses of this network: use --redact before showing it to others.`;
}
