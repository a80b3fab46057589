import type { Test } from 'tap';
import { PWSH, PWSH_ENV } from '../lab/powershell.ts';
import { windowsFolder } from '../powershell-stand-in.ts';

/** Every question from here on is asked of PowerShell 7, which finds these lines before the session's own. */
export function asWindowsPowerShell(t: Test, lines: string): void {
  const quoted = lines.replaceAll("'", "'\\''");
  const variables = Object.entries(PWSH_ENV).map(([name, value]) => `${name}='${value}'`);
  const { end } = windowsFolder(() => `export ${variables.join(' ')} HOME=/tmp\nexec '${PWSH}' "$1" "$2" "$3" '${quoted}\n'"$4"`);
  t.teardown(end);
}
