/** What a published host pattern means, for matching and for firewall dialects. `text` is in lower case, A-labels, no trailing dot. */
export type HostForm =
  | { readonly form: 'exact'; readonly text: string }
  /** `*.suffix`: any name of one or more labels below `text`; not `text` itself. */
  | { readonly form: 'suffix'; readonly text: string }
  /** `*suffix` of the 2018 list: every name that ends in `text`, look-alikes included. */
  | { readonly form: 'dotless-suffix'; readonly text: string }
  /** `*-inside.label.rest`: `text` without the star; the star stands for characters of the left-most label. */
  | { readonly form: 'inside-label'; readonly text: string };

/** One neutral row for firewall dialects and requests. */
export interface Requirement {
  readonly id: string;
  readonly host: HostForm;
  readonly pattern: string;
  readonly port: number;
  readonly scheme: 'https' | 'http' | 'tcp';
  readonly required: boolean;
  readonly feature: string;
  readonly why: string;
  readonly source: string;
  readonly inspectionExempt: boolean;
}
