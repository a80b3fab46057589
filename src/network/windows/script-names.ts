/** The questions that Windows PowerShell is asked: `scripts/NAME.ps1` each. */
export const SCRIPT_NAMES = [
  'access-rules',
  'clock',
  'directory-search',
  'dns-suffix',
  'dotnet',
  'internet-settings',
  'local-account',
  'local-administrators',
  'logon',
  'logon-rights',
  'name-policy',
  'operating-system',
  'remote-registry',
  'remote-wmi',
  'roots',
  'software',
  'tls',
  'web-service',
  'winhttp',
  'wpad',
] as const;
/** A file of `scripts/`, without its extension. */
export type ScriptName = (typeof SCRIPT_NAMES)[number];
