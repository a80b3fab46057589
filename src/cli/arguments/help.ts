import { durationText, UNIT_WORDS } from '../../settings/duration.ts';
import { OPTION_GROUPS, OPTIONS, type Option, variableOf } from '../../settings/options.ts';
import { wrap } from '../../text/layout.ts';
import { CONFIG_FLAG, type CommandShape, isTaken } from './command-shape.ts';

type Row = readonly [left: string, right: string];
const MAX_LEFT = 32;

/** `--help` of a command: one screen that ends with three examples. Options that few need are only named. */
export function helpText(shape: CommandShape, width: number): string {
  const options = OPTIONS.filter((option) => isTaken(option, shape));
  const shown = shape.groups.length > 1 ? options.filter(({ prominent }) => prominent === true) : options;
  const rest = options.filter((option) => !shown.includes(option)).map(({ flags }) => flags.split(' ')[0]);
  const rows: readonly Row[] = [
    ...shown.map((option): Row => [leftOf(option), option.help]),
    ...(shape.own ?? []),
    ...(shape.groups.length === 0 ? [] : [CONFIG_FLAG]),
    ['-h, --help; -V, --version', 'this; the version'],
  ];
  return lines([
    ...wrap(`Usage: ${shape.name} ${shape.usage}`, width, '  '),
    ...wrap(shape.description, width),
    '',
    ...(shape.commands === undefined ? [] : ['Commands, each with its own --help:', ...table(shape.commands, width), '']),
    'Options:',
    ...table(rows, width),
    ...(rest.length === 0 ? [] : wrap(`More ("help options"): ${rest.join(' ')}`, width, '  ')),
    '',
    'Examples:',
    ...shape.examples.map((example) => `  ${example}`),
  ]);
}

/** `help options`: every option with its key, variable and default. */
export function optionsHelp(width: number): string {
  const intro = 'Flags win over environment variables, these over the configuration file.';
  const lists = 'An option with ... can be given several times; its variable has commas between the values, its key is a list.';
  const groups = Object.entries(OPTION_GROUPS).flatMap(([group, title]) => [
    '',
    `${title}:`,
    ...OPTIONS.filter((option) => option.group === group).flatMap((option) => [
      `  ${leftOf(option)}`,
      ...indented(meaning(option), width, 6),
      ...indented(`Key ${option.key}, variable ${variableOf(option)}${byDefault(option)}.`, width, 6),
    ]),
  ]);
  return lines([...wrap(intro, width), ...wrap(lists, width), ...groups]);
}

function leftOf({ flags, repeatable }: Option): string {
  return repeatable === true ? `${flags}...` : flags;
}

function meaning({ help, detail, value }: Option): string {
  const range = rangeOf(value);
  const first = `${help}${range}`;
  return detail === undefined ? first : `${first}${first.endsWith('.') ? '' : '.'} ${detail}`;
}

function rangeOf(value: Option['value']): string {
  if (value.type === 'integer') return `, ${value.least} to ${value.most}`;
  if (value.type !== 'duration') return '';
  const { unit, least, most } = value;
  return `, ${durationText(least, unit)} to ${durationText(most, unit)}; without a unit ${UNIT_WORDS[unit]}`;
}

function byDefault({ default: value }: Option): string {
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return '';
  return `; default ${Array.isArray(value) ? value.join(',') : String(value)}`;
}

function table(rows: readonly Row[], width: number): readonly string[] {
  const column = Math.min(MAX_LEFT, Math.max(...rows.map(([left]) => left.length + 4)));
  return rows.flatMap(([left, right]) => {
    const texts = indented(right, width, column);
    const start = `  ${left}`;
    return start.length + 1 < column ? [start + (texts[0] ?? '').slice(start.length), ...texts.slice(1)] : [start, ...texts];
  });
}

function indented(text: string, width: number, columns: number): readonly string[] {
  return wrap(text, width - columns).map((line) => ' '.repeat(columns) + line);
}

function lines(all: readonly string[]): string {
  return `${all.join('\n')}\n`;
}
