import { OPTIONS, type Option } from '../../settings/options.ts';
import { COMMAND_SUMMARIES, type CommandName } from '../arguments/command-names.ts';
import { CONFIG_FLAG, type CommandShape, isTaken } from '../arguments/command-shape.ts';

/** One option as it can be completed and listed. */
export interface OptionWords {
  /** As it is declared: `-o, --output <file>`. */
  readonly flags: string;
  /** What is typed: `-o`, `--output`. */
  readonly names: readonly string[];
  readonly takesValue: boolean;
  /** The values it takes, where they are a closed list; ends in `=` where something follows. */
  readonly values: readonly string[];
  readonly help: string;
}

/** One command with all that it takes. */
export interface CommandWords {
  readonly name: CommandName;
  readonly summary: string;
  readonly shape: CommandShape;
  readonly options: readonly OptionWords[];
  /** What its arguments can be, where they are a closed list. */
  readonly words: readonly string[];
}

/** Words that only the modules of a command know: of its arguments, and of the values of its own flags by flag. */
export interface FurtherWords {
  readonly words?: readonly string[];
  readonly values?: Readonly<Record<string, readonly string[]>>;
}

/** Everything that can be typed behind the program's name, from the same shapes that parse it. */
export function commandWords(
  shapes: Readonly<Record<CommandName, CommandShape>>,
  further: Readonly<Partial<Record<CommandName, FurtherWords>>>,
): readonly CommandWords[] {
  return (Object.keys(COMMAND_SUMMARIES) as CommandName[]).map((name) => {
    const { words = [], values = {} } = further[name] ?? {};
    return { name, summary: COMMAND_SUMMARIES[name], shape: shapes[name], options: optionsOf(shapes[name], values), words };
  });
}

const HELP_FLAGS: readonly (readonly [flags: string, help: string])[] = [
  ['-h, --help', 'how it is used'],
  ['-V, --version', 'the version'],
];

function optionsOf(shape: CommandShape, values: Readonly<Record<string, readonly string[]>>): readonly OptionWords[] {
  const own = [...(shape.own ?? []), ...(shape.groups.length === 0 ? [] : [CONFIG_FLAG]), ...HELP_FLAGS];
  return [
    ...OPTIONS.filter((option) => isTaken(option, shape)).map((option) => wordsOf(option.flags, option.help, valuesOf(option))),
    ...own.map(([flags, help]) => wordsOf(flags, help, values[flagOf(flags)] ?? listedIn(help))),
  ];
}

function wordsOf(flags: string, help: string, values: readonly string[]): OptionWords {
  const names = flags.split(/[ ,]+/).filter((word) => word.startsWith('-'));
  return { flags, names, takesValue: /[<[]/.test(flags), values, help };
}

function valuesOf({ key, value }: Option): readonly string[] {
  if (value.type === 'choice') return value.of;
  const format = key === 'report' ? OPTIONS.find((option) => option.key === 'format') : undefined;
  return format?.value.type === 'choice' ? format.value.of.map((name) => `${name}=`) : [];
}

/** `--format` of `-f, --format <format>`. */
function flagOf(flags: string): string {
  return /--[\w-]+/.exec(flags)?.[0] ?? '';
}

/** A help text that begins with the list of values: `text, json (default text)`. */
function listedIn(help: string): readonly string[] {
  return /^((?:[\w-]+, )+[\w-]+) \(default /.exec(help)?.[1]?.split(', ') ?? [];
}
