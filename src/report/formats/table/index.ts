import type { Format } from '../format.ts';
import { closingLines } from './closing.ts';
import { evidenceSection } from './evidence.ts';
import { matrixLines } from './matrix.ts';
import { penFor } from './paint.ts';
import { problemLines } from './problems.ts';
import { verdictLines } from './verdict.ts';

/** For a terminal: verdict, what to change and who can, then the matrix; what passes is one line a feature unless `verbose`. */
export const table: Format = {
  title: 'Table for a terminal',
  extension: 'txt',
  mediaType: 'text/plain',
  render: (report, { width, color, verbose }) => {
    const pen = penFor(width, color);
    const sections = [
      verdictLines(report, pen),
      problemLines(report, pen),
      matrixLines(report, verbose, pen),
      verbose ? evidenceSection(report, pen) : [],
      closingLines(report, pen),
    ];
    return `${sections
      .filter((lines) => lines.length > 0)
      .map((lines) => lines.join('\n'))
      .join('\n\n')}\n`;
  },
};
