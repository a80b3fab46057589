import type { Finding } from '../../../../model/finding.ts';
import { type InterfaceFacts, type InterfaceName, NOT_FROM_HERE } from '../../server-facts.ts';
import { lookupFailed } from '../state.ts';
import { type ServerSubject, serverFinding } from './finding.ts';

const NAMES: Readonly<Record<InterfaceName, string>> = { 'remote-registry': 'Remote Registry', wmi: 'WMI' };

/** Who asks is no administrator there (ERROR_ACCESS_DENIED, WBEM_E_ACCESS_DENIED): it says nothing of the interface. */
const NO_RIGHTS = /ACCESS_DENIED|^0x(?:0000|8007)0005$|^0x80041003$/;
/**
 * Nothing listens behind an open port 445 or 135: no pipe of that name (MS-ERREF section 2.3), ERROR_BAD_NETPATH, ERROR_SERVICE_DISABLED, RPC_S_SERVER_UNAVAILABLE,
 * EPT_S_NOT_REGISTERED.
 */
const NOT_THERE = /^NT_STATUS_(?:OBJECT_NAME_NOT_FOUND|CONNECTION_REFUSED|PIPE_\w+|NO_SUCH_FILE)$|^0x(?:0000|8007)(?:0035|0422|06BA|06D9)$/;

/** What the installation uses on a server. An interface about which nothing could be asked has a finding only where the server was asked otherwise. */
export function interfaceFindings(
  name: InterfaceName,
  server: string,
  facts: InterfaceFacts | undefined,
  isAskedOtherwise: boolean,
): readonly Finding[] {
  if (facts === undefined || facts.failure?.code === NOT_FROM_HERE || (facts.failure !== undefined && !isAskedOtherwise)) return [];
  const { failure, refusal, source, sourceKind } = facts;
  const item = NAMES[name];
  const subject = { server, question: name, title: `${item} of ${server}` };
  if (failure !== undefined) return [unknown(subject, item, { source, sourceKind, failure })];
  if (refusal === undefined)
    return [serverFinding(subject, { status: 'pass', message: `${item} of ${server} answers, as the installation needs it.` })];
  if (NOT_THERE.test(refusal))
    return [
      serverFinding(subject, {
        status: 'fail',
        cause: 'host.interface-silent',
        confidence: 'likely',
        evidence: { hostname: server, item, code: refusal },
      }),
    ];
  const message = NO_RIGHTS.test(refusal) ? `only administrators may use ${item} there` : `${item} refused the question`;
  return [unknown(subject, item, { source, sourceKind, failure: { code: refusal, message } })];
}

/** It says nothing of the interface, and what was asked of the accounts counts all the same. */
function unknown(subject: ServerSubject, item: string, asked: Parameters<typeof lookupFailed>[0]): Finding {
  const { code, message } = asked.failure ?? { code: '', message: '' };
  return serverFinding(subject, {
    ...lookupFailed(asked),
    required: false,
    owner: 'host',
    message: `Whether ${item} of ${subject.server} answers is not known (${code}, ${message}).`,
    remedy: `run this as an administrator of ${subject.server}, or look on ${subject.server} whether ${item} is running.`,
  });
}
