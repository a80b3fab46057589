import type { Entry, SearchOptions } from 'ldapts';
import { z } from 'zod';
import type { Context } from '../../model/network/context.ts';
import type { Controller } from '../../model/network/controller.ts';
import type { Failure } from '../../model/network/observation.ts';
import { type Directory, MAX_ENTRIES, PAGE_SIZE } from '../ldap/directory.ts';
import { runScript } from './powershell.ts';

/** PowerShell takes its time to start, a directory to answer. */
const SCRIPT_LIMIT_MS = 30_000;

const valuesSchema = z.record(z.string(), z.array(z.string()));
const entriesSchema = z.object({ entries: z.array(z.object({ dn: z.string(), text: valuesSchema, binary: valuesSchema })) });
type FoundEntry = z.infer<typeof entriesSchema>['entries'][number];

/**
 * A directory that Windows asks as the identity of the process (`LdapConnection`, Negotiate, signed and sealed, so that no certificate is needed);
 * run as System that is the computer account. Each search is one script. The first one, of the root entry, shows whether the server lets us in.
 */
export async function windowsDirectory(controller: Controller, port: number, context: Context): Promise<Directory | Failure> {
  const { host: server } = controller;
  const ask = (base: string, options: SearchOptions) => search({ server, port }, base, options, context);
  const first = await ask('', { scope: 'base', attributes: ['defaultNamingContext'] });
  if ('failure' in first) return first.failure;
  return {
    server,
    controller,
    search: async (base, options) => {
      const answer = await ask(base, options);
      if ('failure' in answer) throw Object.assign(new Error(answer.failure.message), { code: numberOrCode(answer.failure.code) });
      return answer.entries;
    },
    close: async () => undefined,
  };
}

async function search(
  { server, port }: { readonly server: string; readonly port: number },
  base: string,
  { scope = 'sub', filter = '(objectClass=*)', attributes = [], explicitBufferAttributes = [] }: SearchOptions,
  { signal }: Context,
): Promise<{ readonly entries: readonly Entry[] } | { readonly failure: Failure }> {
  const input = {
    server,
    port,
    base,
    scope: SCOPES[scope],
    filter: String(filter),
    attributes,
    binary: explicitBufferAttributes,
    most: MAX_ENTRIES,
    pageSize: PAGE_SIZE,
  };
  const answer = await runScript(SEARCH_SCRIPT, input, entriesSchema, { signal, timeoutMs: SCRIPT_LIMIT_MS });
  return 'failure' in answer ? answer : { entries: answer.value.entries.map(entryOf) };
}

/** Names of System.DirectoryServices.Protocols.SearchScope. */
const SCOPES: Readonly<Record<NonNullable<SearchOptions['scope']>, string>> = {
  base: 'Base',
  one: 'OneLevel',
  sub: 'Subtree',
  children: 'Subtree',
  subordinates: 'Subtree',
};

/** As the other directory hands them out: one value alone, several as a list. */
function entryOf({ dn, text, binary }: FoundEntry): Entry {
  const one = <T>(values: readonly T[]): T | T[] => (values.length === 1 ? (values[0] as T) : [...values]);
  const strings = Object.entries(text).map(([name, values]) => [name, one(values)] as const);
  const buffers = Object.entries(binary).map(([name, values]) => [name, one(values.map((value) => Buffer.from(value, 'base64')))] as const);
  return { dn, ...Object.fromEntries(strings), ...Object.fromEntries(buffers) };
}

/** The library's errors carry the LDAP result as a number. */
function numberOrCode(code: string): number | string {
  const result = /^LDAP_(\d+)$/.exec(code)?.[1];
  return result === undefined ? code : Number(result);
}

/** Input: server, port, base, scope, filter, attributes, binary (those whose values are octets), most, pageSize (RFC 2696). Result 81 is "server down" of the API. */
export const SEARCH_SCRIPT = `
Add-Type -AssemblyName System.DirectoryServices.Protocols
try {
  $identifier = [DirectoryServices.Protocols.LdapDirectoryIdentifier]::new([string]$in.server, [int]$in.port, $true, $false)
  $connection = [DirectoryServices.Protocols.LdapConnection]::new($identifier)
  $connection.AuthType = [DirectoryServices.Protocols.AuthType]::Negotiate
  $connection.Timeout = [TimeSpan]::FromSeconds(20)
  $connection.SessionOptions.ProtocolVersion = 3
  $connection.SessionOptions.Signing = $true
  $connection.SessionOptions.Sealing = $true
  $connection.SessionOptions.ReferralChasing = [DirectoryServices.Protocols.ReferralChasingOptions]::None
  $connection.Bind()
  $request = [DirectoryServices.Protocols.SearchRequest]::new([string]$in.base, [string]$in.filter, [DirectoryServices.Protocols.SearchScope]$in.scope, [string[]]@($in.attributes))
  $page = [DirectoryServices.Protocols.PageResultRequestControl]::new([int]$in.pageSize)
  if ($in.scope -ne 'Base') { $null = $request.Controls.Add($page) }
  $found = @()
  do {
    $response = $connection.SendRequest($request)
    $found += @($response.Entries)
    $next = $response.Controls | Where-Object { $_ -is [DirectoryServices.Protocols.PageResultResponseControl] } | Select-Object -First 1
    if ($null -ne $next) { $page.Cookie = $next.Cookie }
  } while ($null -ne $next -and $next.Cookie.Length -gt 0 -and $found.Count -lt [int]$in.most)
} catch {
  $problem = $_.Exception
  while ($null -ne $problem.InnerException -and $problem -isnot [DirectoryServices.Protocols.DirectoryException]) { $problem = $problem.InnerException }
  $code = if ($problem -is [DirectoryServices.Protocols.DirectoryOperationException] -and $null -ne $problem.Response) { 'LDAP_' + [int]$problem.Response.ResultCode }
    elseif ($problem -is [DirectoryServices.Protocols.LdapException] -and $problem.ErrorCode -eq 81) { 'SERVER_DOWN' }
    elseif ($problem -is [DirectoryServices.Protocols.LdapException]) { 'LDAP_' + $problem.ErrorCode }
    else { $problem.GetType().Name }
  @{ error = @{ code = $code; message = $problem.Message } } | ConvertTo-Json -Compress -Depth 4
  exit 0
}
$entries = @($found | Select-Object -First ([int]$in.most) | ForEach-Object {
  $text = @{}
  $binary = @{}
  foreach ($name in $_.Attributes.AttributeNames) {
    if (@($in.binary) -contains $name) {
      $binary[$name] = @($_.Attributes[$name].GetValues([byte[]]) | ForEach-Object { [Convert]::ToBase64String($_) })
    } else { $text[$name] = @($_.Attributes[$name].GetValues([string])) }
  }
  @{ dn = $_.DistinguishedName; text = $text; binary = $binary }
})
@{ entries = $entries } | ConvertTo-Json -Compress -Depth 6`;
