import type { Context } from '../../../model/context.ts';
import type { Failure } from '../../../model/observation.ts';
import { domainControllers } from '../../../network/domain-controllers.ts';
import { connectDirectory, type Directory, isDirectory } from '../../../network/ldap/index.ts';

export interface Opened {
  readonly directory: Directory;
  readonly domain: string;
  readonly controllers: readonly string[];
}

/** Who was asked last, and what came of it. */
interface Unopened {
  readonly source: string;
  readonly failure: Failure;
}

/** The first controller of a domain that answers. */
export async function openDomain(domain: string, given: readonly string[], context: Context): Promise<Opened | Unopened> {
  const controllers = given.length > 0 ? given : await domainControllers(domain, context);
  if (!Array.isArray(controllers)) return { source: `the DNS records of domain controllers of ${domain}`, failure: controllers as Failure };
  let last: Failure = { code: 'NO_CONTROLLER', message: `DNS names no domain controller of ${domain}` };
  let asked = domain;
  for (const controller of controllers as readonly string[]) {
    const directory = await connectDirectory(controller, context);
    if (isDirectory(directory)) return { directory, domain, controllers: controllers as readonly string[] };
    last = directory;
    asked = controller;
    // A refused log-on is refused by every controller, and each attempt counts towards a lock-out.
    if (/^LDAP_|NO_CREDENTIALS|ABORTED|DEADLINE/.test(directory.code)) break;
  }
  return { source: asked, failure: last };
}
