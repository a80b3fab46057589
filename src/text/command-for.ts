/**
 * A printed command line of curl as it works in the shells of the machine on which it is printed. Commands are made with single quotes, for sh, and with /dev/null for
 * the body. On Windows `curl` alone is an alias of Invoke-WebRequest in PowerShell 5.1, /dev/null is NUL, and cmd.exe knows double quotes only; PowerShell takes these too,
 * unless a `$` in them would be read as a variable: there the single ones stay.
 */
export function commandFor(platform: string, command: string): string {
  if (!platform.startsWith('win32')) return command;
  return command
    .replace(/^curl /, 'curl.exe ')
    .replace(' -o /dev/null ', ' -o NUL ')
    .replace(/'([^'"]{0,4000})'/g, (whole, inside: string) => (/\$[\w{(:?^$]/.test(inside) ? whole : `"${inside}"`));
}
