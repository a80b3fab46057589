import type { OptionGroup } from '../../settings/options.ts';

/** What a command takes, for its parser and its help. */
export interface CommandShape {
  readonly name: string;
  readonly usage: string;
  readonly description: string;
  /** Options of the table that it takes; with any of them also `--config`. */
  readonly groups: readonly OptionGroup[];
  /** Further flags of this command alone: commander's declaration and help. */
  readonly own?: readonly (readonly [flags: string, help: string])[];
  readonly commands?: readonly (readonly [name: string, summary: string])[];
  readonly examples: readonly [string, string, string];
}

export const CONFIG_FLAG = ['-c, --config <file>', 'configuration file (default: preflight.yaml)'] as const;
