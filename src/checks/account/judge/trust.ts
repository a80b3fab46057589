import type { Known } from './known.ts';
import { type AccountRuling, lookupFailed } from './state.ts';

/** Does the domain of the server let an account of another domain in? Undefined: it is of the same forest, or trusted without conditions. */
export function trustRulingOf({ account, directory, isStranger, serversDomain, logon }: Known): AccountRuling | undefined {
  if (!isStranger || serversDomain === undefined || directory?.domain === undefined) return undefined;
  // A log-on with the password has shown it.
  if (logon !== undefined && logon.failure === undefined) return undefined;
  const { trust } = serversDomain;
  const evidence = { accountDomain: directory.domain };
  if (trust === undefined)
    return {
      ...lookupFailed({ failure: { code: 'NOT_READABLE', message: 'the trusts may not be read' }, ...serversDomain }),
      required: false,
    };
  if (trust === 'same-forest' || trust === 'trusted') return undefined;
  if (trust === 'none' || trust === 'wrong-direction')
    return { status: account.use === 'proxy' ? 'warn' : 'fail', cause: 'account.not-trusted', evidence: { ...evidence, trust } };
  const { authenticate } = serversDomain;
  const ruling = { cause: 'account.not-trusted', evidence: { ...evidence, trust } } as const;
  if (authenticate === undefined) return { status: 'inconclusive', ...ruling };
  // An explicit denial stands before what is allowed.
  if (authenticate.denied.length > 0 || authenticate.allowed.length === 0)
    return {
      status: account.use === 'proxy' ? 'warn' : 'fail',
      ...ruling,
      evidence: { ...ruling.evidence, isDenied: authenticate.denied.length > 0 },
    };
  return {
    status: 'pass',
    message: `The trust in ${directory.domain} uses selective authentication, and ${account.given} is allowed to authenticate to the server.`,
  };
}
