import type { AccountEvidence } from '../../../model/evidence.ts';
import type { ServerScope } from '../../../model/servers.ts';
import type { Known } from './known.ts';
import type { AccountRuling } from './state.ts';

/** A short domain name makes the log-on fall back to NTLM when the server is in another domain (accounts page of the documentation, 2024). */
export function netbiosName({ account, directory }: Known, { scp, domain }: ServerScope): AccountRuling | undefined {
  if (account.use !== 'installation' || account.domain === undefined || account.domain.includes('.') || directory?.found !== true)
    return undefined;
  const own = directory.domain;
  const targets = domain ?? scp?.slice(scp.indexOf('.') + 1);
  if (own === undefined || targets === undefined || own.toLowerCase() === targets.toLowerCase()) return undefined;
  return { status: 'warn', cause: 'account.netbios-name', evidence: { fqdnForm: `${own}\\${account.name}` } };
}

/** Is the account on every controller that answered? Those that did not answer are named, and prove nothing. */
export function replicationOf({ controllers }: Known): AccountRuling | undefined {
  if (controllers.length === 0) return undefined;
  const answered = controllers.filter(({ failure }) => failure === undefined);
  const missingOn = answered.filter(({ found }) => !found).map(({ source }) => source);
  const silent = controllers.flatMap(({ source, failure }) => (failure === undefined ? [] : [{ source, code: failure.code }]));
  const evidence: AccountEvidence = {
    domainControllers: controllers.map(({ source }) => source),
    ...(silent.length === 0 ? {} : { silent }),
  };
  if (missingOn.length > 0) return { status: 'fail', cause: 'account.not-replicated', evidence: { ...evidence, missingOn } };
  const [first] = silent;
  if (first === undefined) return { status: 'pass', evidence };
  return {
    status: 'inconclusive',
    cause: 'account.lookup-failed',
    // Controllers of a perimeter or of another site need not be reachable from here.
    required: answered.length === 0,
    evidence: { ...evidence, source: silent.map(({ source }) => source).join(', '), sourceKind: 'ldap', code: first.code },
  };
}
