/**
 * A printed command line as it works in the shells of the machine on which it is printed. Commands are made with single quotes, which sh and PowerShell understand;
 * `curl` alone is another command in Windows PowerShell (Invoke-WebRequest). cmd.exe knows double ones only, which PowerShell takes too, unless a `$` in them would be read as a variable: there the single ones stay.
 */
export function quotedFor(platform: string, command: string): string {
  if (!platform.startsWith('win32')) return command;
  return command
    .replace(/^curl /, 'curl.exe ')
    .replace(/'([^'"]{0,4000})'/g, (whole, inside: string) => (/\$[\w{(:?^$]/.test(inside) ? whole : `"${inside}"`));
}
