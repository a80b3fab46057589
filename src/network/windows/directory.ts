import type { Entry } from 'ldapts';
import { z } from 'zod';
import type { Context } from '../../model/network/context.ts';
import type { Controller } from '../../model/network/controller.ts';
import type { Failure } from '../../model/network/observation.ts';
import { type Directory, type DirectorySearch, MAX_ENTRIES, PAGE_SIZE } from '../ldap/directory.ts';
import { runScript } from './powershell.ts';

/** PowerShell takes its time to start, a directory to answer. */
const SCRIPT_LIMIT_MS = 30_000;

const valuesSchema = z.record(z.string(), z.array(z.string()));
const entriesSchema = z.object({ entries: z.array(z.object({ dn: z.string(), text: valuesSchema, binary: valuesSchema })) });
type FoundEntry = z.infer<typeof entriesSchema>['entries'][number];

/**
 * A directory that Windows asks as the identity of the process (`LdapConnection`, Negotiate, signed and sealed, so that no certificate is needed);
 * run as System that is the computer account. Each search is one question to one connection. The first one, of the root entry, shows whether the server lets us in.
 */
export async function windowsDirectory(controller: Controller, port: number, context: Context): Promise<Directory | Failure> {
  const { host: server } = controller;
  const ask = (base: string, options: DirectorySearch) => search({ server, port }, base, options, context);
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
  { scope = 'sub', filter = '(objectClass=*)', attributes = [], explicitBufferAttributes = [], accessListOnly = false }: DirectorySearch,
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
    accessListOnly,
  };
  const answer = await runScript('directory-search', input, entriesSchema, { signal, timeoutMs: SCRIPT_LIMIT_MS });
  return 'failure' in answer ? answer : { entries: answer.value.entries.map(entryOf) };
}

/** Names of System.DirectoryServices.Protocols.SearchScope. */
const SCOPES: Readonly<Record<NonNullable<DirectorySearch['scope']>, string>> = {
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
