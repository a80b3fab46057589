/** A piece of text of an Adaptive Card (adaptivecards.io/explorer/TextRun.html). */
export interface TextRun {
  readonly text: string;
  readonly size?: 'small' | 'default' | 'large';
  readonly weight?: 'default' | 'bolder';
  readonly color?: 'default' | 'good' | 'warning' | 'attention' | 'accent';
  readonly isSubtle?: boolean;
}

/** One piece of an Adaptive Card, as the JSON of its schema. */
export type CardElement = Readonly<Record<string, unknown>>;

/** A paragraph, wrapped. Unlike those of a TextBlock its texts are shown as they stand. */
export function text(runs: readonly TextRun[]): CardElement {
  return { type: 'RichTextBlock', inlines: runs.map((run) => ({ type: 'TextRun', ...run })) };
}

/** A group, with a line above it. */
export function container(items: readonly CardElement[]): CardElement {
  return { type: 'Container', separator: true, spacing: 'medium', items };
}
