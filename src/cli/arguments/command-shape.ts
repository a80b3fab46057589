import type { Option, OptionGroup, OptionKey } from '../../settings/options.ts';

/** What a command takes, for its parser and its help. */
export interface CommandShape {
  readonly name: string;
  readonly usage: string;
  readonly description: string;
  /** Options of the table that it takes; with any of them also `--config`. */
  readonly groups: readonly OptionGroup[];
  /** Single options of the table, by their keys. */
  readonly takes?: readonly OptionKey[];
  /** Further flags of this command alone: commander's declaration and help. */
  readonly own?: readonly (readonly [flags: string, help: string])[];
  readonly commands?: readonly (readonly [name: string, summary: string])[];
  readonly examples: readonly [string, string, string];
}

/** Is this option of the table one that the command takes? */
export function isTaken({ key, group }: Pick<Option, 'group'> & { readonly key: OptionKey }, { groups, takes }: CommandShape): boolean {
  return groups.includes(group) || takes?.includes(key) === true;
}

export const OUTPUT_FLAG = ['-o, --output <file>', 'write to a file instead of standard output'] as const;
export const CONFIG_FLAG = ['-c, --config <file>', 'configuration file (default: preflight.yaml)'] as const;
