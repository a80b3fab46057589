/** What a published host pattern means, for matching and for firewall dialects. `text` is in lower case, A-labels, no trailing dot. */
export type HostForm =
  | { readonly form: 'exact'; readonly text: string }
  /** `*.suffix`: any name of one or more labels below `text`; not `text` itself. */
  | { readonly form: 'suffix'; readonly text: string }
  /** `*suffix` of the 2018 list: every name that ends in `text`, look-alikes included. */
  | { readonly form: 'dotless-suffix'; readonly text: string }
  /** `*-inside.label.rest`: `text` without the star; the star stands for characters of the left-most label. */
  | { readonly form: 'inside-label'; readonly text: string };

/** One neutral row for firewall dialects and requests: a destination and all that the catalogs say about it. */
export interface Requirement {
  /** Keys of every catalog entry that asks for this destination (`ScopedEndpoint.key`), sorted; never empty. */
  readonly ids: readonly string[];
  readonly host: HostForm;
  /** As published, parameters filled in. */
  readonly pattern: string;
  readonly port: number;
  readonly scheme: 'https' | 'http' | 'tcp';
  /** At least one of the entries is required. */
  readonly required: boolean;
  /** Sorted; never empty. */
  readonly features: readonly string[];
  /** Sentences for the firewall team, one of each. */
  readonly why: readonly string[];
  /** Documentation pages that ask for it, `Title (URL)`. */
  readonly sources: readonly string[];
  /** Known concrete hosts that stand for the pattern: what a device without wildcards can be told instead. */
  readonly hosts: readonly string[];
  /** TLS inspection of this destination is documented as unsupported: the reason, with its source; empty when nothing is documented. */
  readonly inspectionExempt: boolean;
  readonly inspectionReason: string;
}
