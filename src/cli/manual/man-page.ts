import { OPTION_GROUPS, OPTIONS, type Option, variableOf } from '../../settings/options.ts';
import type { CommandWords } from './command-words.ts';

const EXIT_CODES: readonly (readonly [code: string, meaning: string])[] = [
  ['0', 'Nothing fails; what is waived does not.'],
  ['1', 'Something fails. --fail-on warn and --fail-on regression set another bar.'],
  ['2', 'The command line, the configuration or a catalog is wrong; nothing was probed.'],
  ['3', 'Nothing fails, but something required could not be judged, or nothing at all was.'],
  ['4', 'The run was completed, but a result could not be written.'],
  ['70', 'Internal error: a bug in this program.'],
  ['130', 'Interrupted.'],
];

/** Beside those of the options, which are told with them. */
const ENVIRONMENT: readonly (readonly [names: string, meaning: string])[] = [
  ['NO_COLOR, FORCE_COLOR, CLICOLOR_FORCE, TERM', 'Whether standard output has colour.'],
  ['PREFLIGHT_PROXY_PASSWORD', 'The password of --proxy-user or of the user in a route.'],
  ['PREFLIGHT_DEBUG', 'With 1, an internal error shows where it happened.'],
];

/** The manual page in man(7): commands, options, variables and exit codes from the tables that parse them. */
export function manPage(commands: readonly CommandWords[], version: string): string {
  const [check] = commands;
  return `${[
    `.TH CONFIGMGR\\-PREFLIGHT 1 "" "configmgr\\-preflight ${roff(version)}" "User Commands"`,
    '.SH NAME',
    'configmgr\\-preflight \\- checks what the service connection point of Configuration Manager needs',
    '.SH SYNOPSIS',
    '.B configmgr\\-preflight',
    roff('[COMMAND] [OPTIONS]'),
    '.SH DESCRIPTION',
    text(
      'Tells, before the service connection point of Microsoft Configuration Manager is installed, whether every internet endpoint that the role needs answers over the route that the server will use, and if not, which layer blocks it, who can fix it, and what to ask for. It reads, probes and reports; it changes nothing on the server.',
    ),
    '.PP',
    text('Results go to standard output, progress and diagnostics to standard error.'),
    '.SH COMMANDS',
    ...commands.flatMap(commandLines),
    ...optionSection(),
    '.SH EXIT STATUS',
    ...EXIT_CODES.flatMap(([code, meaning]) => ['.TP', `.B ${code}`, text(meaning)]),
    '.SH ENVIRONMENT',
    ...ENVIRONMENT.flatMap(([names, meaning]) => tagged(names, meaning)),
    '.SH FILES',
    ...tagged(
      'preflight.yaml',
      'The configuration of the current folder, taken where nobody else can write it. configmgr-preflight init writes one.',
    ),
    '.SH EXAMPLES',
    ...(check?.shape.examples ?? []).flatMap((example) => ['.PP', '.nf', roff(example), '.fi']),
  ].join('\n')}\n`;
}

function commandLines({ name, summary, shape }: CommandWords): readonly string[] {
  return [
    ...tagged(name === 'check' ? 'check [OPTIONS]' : `${name} ${shape.usage}`, `${summary[0]?.toUpperCase()}${summary.slice(1)}.`),
    ...(shape.own ?? []).flatMap(([flags, help]) => ['.RS', ...tagged(flags, help), '.RE']),
  ];
}

function optionSection(): readonly string[] {
  return [
    '.SH OPTIONS',
    text('Flags win over environment variables, these over the configuration file. An option with ... can be given several times.'),
    ...Object.entries(OPTION_GROUPS).flatMap(([group, title]) => [
      `.SS ${roff(title)}`,
      ...OPTIONS.filter((option) => option.group === group).flatMap(optionLines),
    ]),
  ];
}

function optionLines(option: Option): readonly string[] {
  const { flags, repeatable, help, detail } = option;
  const meaning = [help, ...(detail === undefined ? [] : [detail])].map((part) => (part.endsWith('.') ? part : `${part}.`)).join(' ');
  return tagged(`${flags}${repeatable === true ? '...' : ''}`, `${meaning} Key ${option.key}, variable ${variableOf(option)}.`);
}

function tagged(tag: string, meaning: string): readonly string[] {
  return ['.TP', `.B ${roff(tag)}`, text(meaning)];
}

/** A line of text: what begins like a request is none. */
function text(line: string): string {
  return roff(line).replace(/^[.']/, '\\&$&');
}

/** The characters that troff reads otherwise (groff_char(7)); a hyphen is what is typed. */
function roff(words: string): string {
  return words
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll("'", '\\(aq')
    .replaceAll('"', '\\(dq')
    .replaceAll('^', '\\(ha')
    .replaceAll('~', '\\(ti')
    .replaceAll('`', '\\(ga');
}
