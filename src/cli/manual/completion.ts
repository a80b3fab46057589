import type { CommandWords, OptionWords } from './command-words.ts';

/** Shells that a script can be made for, and how it is switched on. */
export const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const;
/** A command interpreter for which words can be completed. */
export type Shell = (typeof SHELLS)[number];

const PROGRAM = 'configmgr-preflight';

/** The completion script of a shell. It needs nothing when it runs: all words are in it. */
export function completionScript(shell: Shell, commands: readonly CommandWords[]): string {
  return `${{ bash, zsh, fish, powershell }[shell](commands).join('\n')}\n`;
}

/** Of alternatives that `case` takes: `"check --format" | "report --format"`, with what they complete to. */
function valueCases(commands: readonly CommandWords[]): ReadonlyMap<string, readonly string[]> {
  const cases = new Map<string, string[]>();
  for (const { name, options } of commands) {
    for (const { names, values, takesValue } of options) {
      if (!takesValue) continue;
      const key = values.join(' ');
      cases.set(key, [...(cases.get(key) ?? []), ...names.map((flag) => `${name} ${flag}`)]);
    }
  }
  return cases;
}

const names = ({ options }: CommandWords): readonly string[] => options.flatMap((option) => option.names);
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** Where nothing is known (`COMPREPLY` stays empty) bash itself completes files; it takes `=` for the end of a word. */
function bash(commands: readonly CommandWords[]): readonly string[] {
  const all = [...commands.map(({ name }) => name), 'help'];
  return [
    `# bash completion of ${PROGRAM}. In ~/.bashrc: source <(${PROGRAM} completion bash)`,
    '_configmgr_preflight() {',
    '  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} command=check',
    '  COMPREPLY=()',
    `  case \${COMP_WORDS[1]} in ${all.join(' | ')}) command=\${COMP_WORDS[1]} ;; esac`,
    "  case $prev in '=') return ;; esac",
    '  case "$command $prev" in',
    ...[...valueCases(commands)].map(([values, flags]) => {
      const nospace = values.includes('=') ? 'compopt -o nospace 2>/dev/null; ' : '';
      const reply = values === '' ? '' : `${nospace}COMPREPLY=($(compgen -W ${quoted(values)} -- "$cur")); `;
      return `    ${flags.map((flag) => `"${flag}"`).join(' | ')}) ${reply}return ;;`;
    }),
    '  esac',
    '  case $command in',
    ...commands.map((one) => `    ${one.name}) [[ $cur == -* ]] && COMPREPLY=($(compgen -W ${quoted(names(one).join(' '))} -- "$cur")) ;;`),
    '  esac',
    `  if [[ $COMP_CWORD == 1 && $cur != -* ]]; then COMPREPLY=($(compgen -W ${quoted(all.join(' '))} -- "$cur")); return; fi`,
    '  [[ $cur == -* ]] && return',
    '  case $command in',
    ...commands
      .filter(({ words }) => words.length > 0)
      .map(({ name, words }) => `    ${name}) COMPREPLY=($(compgen -W ${quoted(words.join(' '))} -- "$cur")) ;;`),
    `    help) COMPREPLY=($(compgen -W ${quoted([...commands.map(({ name }) => name), 'options'].join(' '))} -- "$cur")) ;;`,
    '  esac',
    '}',
    `complete -o bashdefault -o default -F _configmgr_preflight ${PROGRAM}`,
  ];
}

/** What `_describe` reads: a word and its help, with a colon between. */
function described(text: string, help: string): string {
  return quoted(`${text.replaceAll(':', '\\:')}:${help}`);
}

function zsh(commands: readonly CommandWords[]): readonly string[] {
  const all = [...commands.map(({ name, summary }) => [name, summary] as const), ['help', 'how a command is used'] as const];
  return [
    `#compdef ${PROGRAM}`,
    `# zsh completion of ${PROGRAM}. In ~/.zshrc, after compinit: source <(${PROGRAM} completion zsh)`,
    '_configmgr_preflight() {',
    '  local command=check',
    '  local -a known',
    `  case $words[2] in ${all.map(([name]) => name).join('|')}) command=$words[2] ;; esac`,
    "  if [[ $words[CURRENT] == *=* ]]; then compset -P '*='; _files; return; fi",
    '  case "$command $words[CURRENT-1]" in',
    ...[...valueCases(commands)].map(([values, flags]) => {
      const add = values === '' ? '_files' : `compadd ${values.includes('=') ? "-S '' " : ''}-- ${values}`;
      return `    ${flags.map((flag) => `"${flag}"`).join('|')}) ${add}; return ;;`;
    }),
    '  esac',
    ...zshOptions(commands),
    `  if (( CURRENT == 2 )); then known=(${all.map(([name, summary]) => described(name, summary)).join(' ')}); _describe 'command' known; return; fi`,
    '  case $command in',
    ...commands.filter(({ words }) => words.length > 0).map(({ name, words }) => `    ${name}) compadd -- ${words.join(' ')} ;;`),
    `    help) compadd -- ${[...commands.map(({ name }) => name), 'options'].join(' ')} ;;`,
    '    *) _files ;;',
    '  esac',
    '}',
    `if [[ $zsh_eval_context[-1] == loadautofunc ]]; then _configmgr_preflight "$@"; else compdef _configmgr_preflight ${PROGRAM}; fi`,
  ];
}

function zshOptions(commands: readonly CommandWords[]): readonly string[] {
  return [
    '  if [[ $words[CURRENT] == -* ]]; then',
    '    case $command in',
    ...commands.map(
      ({ name, options }) =>
        `      ${name}) known=(${options.flatMap((option) => option.names.map((flag) => described(flag, option.help))).join(' ')}) ;;`,
    ),
    '    esac',
    "    _describe -o 'option' known; return",
    '  fi',
  ];
}

function fish(commands: readonly CommandWords[]): readonly string[] {
  const single = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`;
  const others = commands.filter(({ name }) => name !== 'check').map(({ name }) => name);
  const when = (name: string): string =>
    single(name === 'check' ? `not __fish_seen_subcommand_from ${others.join(' ')} help` : `__fish_seen_subcommand_from ${name}`);
  const add = (parts: readonly string[]): string => ['complete', '-c', PROGRAM, ...parts].join(' ');
  const optionLine = (name: string, { names: flags, takesValue, values, help }: OptionWords): string => {
    const spelt = flags.map((flag) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`));
    const value = !takesValue ? [] : values.length === 0 ? ['-r', '-F'] : ['-x', '-a', single(values.join(' '))];
    return add(['-n', when(name), ...spelt, ...value, '-d', single(help)]);
  };
  return [
    `# fish completion of ${PROGRAM}. ${PROGRAM} completion fish > ~/.config/fish/completions/${PROGRAM}.fish`,
    ...commands.map(({ name, summary }) => add(['-n', '__fish_use_subcommand', '-f', '-a', name, '-d', single(summary)])),
    add(['-n', '__fish_use_subcommand', '-f', '-a', 'help', '-d', single('how a command is used')]),
    add(['-n', single('__fish_seen_subcommand_from help'), '-f', '-a', single([...commands.map(({ name }) => name), 'options'].join(' '))]),
    ...commands.flatMap(({ name, options, words }) => [
      ...options.map((option) => optionLine(name, option)),
      ...(words.length === 0 ? [] : [add(['-n', when(name), '-f', '-a', single(words.join(' '))])]),
    ]),
  ];
}

function powershell(commands: readonly CommandWords[]): readonly string[] {
  const single = (text: string): string => `'${text.replaceAll("'", "''")}'`;
  const list = (texts: readonly string[]): string => `@(${texts.map(single).join(', ')})`;
  const values = commands.flatMap(({ name, options }) =>
    options.flatMap((option) =>
      option.values.length === 0 ? [] : option.names.map((flag) => `    ${single(`${name} ${flag}`)} = ${list(option.values)}`),
    ),
  );
  return [
    `# PowerShell completion of ${PROGRAM}. In $PROFILE: ${PROGRAM} completion powershell | Out-String | Invoke-Expression`,
    `Register-ArgumentCompleter -Native -CommandName ${list([PROGRAM, `${PROGRAM}.cmd`])} -ScriptBlock {`,
    '  param($wordToComplete, $commandAst, $cursorPosition)',
    '  $flags = @{',
    ...commands.map((one) => `    ${single(one.name)} = ${list(names(one))}`),
    '  }',
    '  $values = @{',
    ...values,
    '  }',
    '  $words = @{',
    ...commands.filter(({ words }) => words.length > 0).map(({ name, words }) => `    ${single(name)} = ${list(words)}`),
    `    'help' = ${list([...commands.map(({ name }) => name), 'options'])}`,
    '  }',
    '  $typed = @($commandAst.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursorPosition } | ForEach-Object { $_.ToString() })',
    "  $command = if ($typed.Count -gt 1 -and ($flags.ContainsKey($typed[1]) -or $typed[1] -eq 'help')) { $typed[1] } else { 'check' }",
    '  $key = "$command $($typed[-1])"',
    '  if ($values.ContainsKey($key)) { $known = $values[$key] }',
    "  elseif ($wordToComplete.StartsWith('-')) { $known = $flags[$command] }",
    "  elseif ($typed.Count -le 1) { $known = @($flags.Keys) + 'help' }",
    '  elseif ($words.ContainsKey($command)) { $known = $words[$command] }',
    '  else { return }',
    '  $known | Where-Object { $_ -like "$wordToComplete*" } | Sort-Object | ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }',
    '}',
  ];
}
