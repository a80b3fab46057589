import { z } from 'zod';
import type { Context } from '../../../../model/network/context.ts';
import { runScript } from '../../../../network/windows/powershell.ts';
import type { InterfaceFacts, InterfaceName } from '../../server-facts.ts';

/** DCOM waits for a port that nobody opened. */
const SCRIPT_LIMIT_MS = 60_000;
const SCRIPTS = { 'remote-registry': 'remote-registry', wmi: 'remote-wmi' } as const;
/** `0x` and eight digits: an HRESULT; zero for an answer. */
export const interfaceSchema = z.object({ code: z.string(), message: z.string() });
const ANSWERED = '0x00000000';

/** Does an interface of a computer answer the identity of the process? Never rejects. */
export async function powershellInterface(
  name: InterfaceName,
  target: string,
  { signal }: Pick<Context, 'signal'>,
): Promise<InterfaceFacts> {
  const about = { question: 'interface', source: target, sourceKind: 'powershell' } as const;
  const answer = await runScript(SCRIPTS[name], { computer: target }, interfaceSchema, { signal, timeoutMs: SCRIPT_LIMIT_MS });
  if ('failure' in answer) return { ...about, failure: answer.failure };
  const { code } = answer.value;
  return code === ANSWERED ? about : { ...about, refusal: code };
}
