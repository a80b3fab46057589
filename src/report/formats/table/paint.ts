import picocolors from 'picocolors';
import type { Status } from '../../../model/finding.ts';

/** Colours a text; without colour it gives the text back. */
export type Paint = (text: string, style: Status | 'bold' | 'dim') => string;

/** How wide to draw, and in which colours. */
export interface Pen {
  readonly paint: Paint;
  /** Columns for tables. */
  readonly width: number;
  /** Columns for sentences: lines of more than 110 are hard to read. */
  readonly prose: number;
}

/** The pen for a terminal of so many columns. */
export function penFor(columns: number, color: boolean): Pen {
  const width = Math.min(Math.max(columns, 40), 240);
  return { width, prose: Math.min(width, 110), paint: painter(color) };
}

function painter(color: boolean): Paint {
  const colors = picocolors.createColors(color);
  const styles = {
    pass: colors.green,
    warn: colors.yellow,
    fail: colors.red,
    inconclusive: colors.magenta,
    skip: colors.dim,
    bold: colors.bold,
    dim: colors.dim,
  };
  return (text, style) => styles[style](text);
}
