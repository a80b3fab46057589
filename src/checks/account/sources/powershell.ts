import { z } from 'zod';
import type { Context } from '../../../model/context.ts';
import { runScript } from '../../../network/powershell.ts';
import { LOGON_RIGHTS, type LocalAdministratorsFacts, type LogonRightsFacts } from '../facts.ts';
import { LOCAL_ADMINISTRATORS_SCRIPT, LOGON_RIGHTS_SCRIPT } from './powershell-scripts.ts';

/** PowerShell and CIM take their time to start. */
const SCRIPT_LIMIT_MS = 30_000;

const principalSchema = z.object({ sid: z.string(), name: z.string().nullish() });
export const membersSchema = z.object({ members: z.array(principalSchema) });
export const rightsSchema = z.object({ rights: z.record(z.string(), z.array(principalSchema)) });

/** The members of S-1-5-32-544 as the server itself lists them, on this computer or by CIM on another. */
export async function localAdministrators(target: string, { signal }: Context): Promise<LocalAdministratorsFacts> {
  const about = { question: 'local-administrators', source: target, sourceKind: 'powershell' } as const;
  const answer = await runScript(LOCAL_ADMINISTRATORS_SCRIPT, { computer: target }, membersSchema, { signal, timeoutMs: SCRIPT_LIMIT_MS });
  return 'failure' in answer ? { ...about, members: [], failure: answer.failure } : { ...about, members: answer.value.members.map(named) };
}

/** Who of these holds the log-on rights in the policy of this computer; another one's policy is not read from here. */
export async function logonRights(target: string, sids: readonly string[], { signal }: Context): Promise<LogonRightsFacts> {
  const about = { question: 'logon-rights', source: target, sourceKind: 'powershell' } as const;
  const answer = await runScript(LOGON_RIGHTS_SCRIPT, { computer: target }, rightsSchema, { signal, timeoutMs: SCRIPT_LIMIT_MS });
  if ('failure' in answer) return { ...about, holders: {}, failure: answer.failure };
  const { rights } = answer.value;
  const asked = new Set(sids);
  const holders = LOGON_RIGHTS.map((right) => [right, (rights[right] ?? []).filter(({ sid }) => asked.has(sid)).map(named)] as const);
  return { ...about, holders: Object.fromEntries(holders) };
}

function named({ sid, name }: z.infer<typeof principalSchema>): { readonly sid: string; readonly name?: string } {
  return name === null || name === undefined || name === '' ? { sid } : { sid, name };
}
