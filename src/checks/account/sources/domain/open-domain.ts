import type { Context } from '../../../../model/network/context.ts';
import { type Controller, controllersGivenFor } from '../../../../model/network/controller.ts';
import type { Failure } from '../../../../model/network/observation.ts';
import type { Slot } from '../../../../model/network/run-state.ts';
import { domainControllers } from '../../../../network/domain-controllers.ts';
import { connectDirectory, type Directory, isDirectory } from '../../../../network/ldap/index.ts';
import type { DirectoryPlace } from '../../facts.ts';

/** A domain whose directory accepted a log-on, and its controllers. */
export interface OpenedDomain {
  readonly directory: Directory;
  readonly domain: string;
  readonly controllers: readonly Controller[];
}

/** Who was asked last, and what came of it. */
interface Unopened {
  readonly source: string;
  readonly failure: Failure;
}

/** Domains whose directories the run has opened, and where they were looked for: the first one first. */
const OPENED: Slot<Map<string, DirectoryPlace>> = { create: () => new Map() };

/** The domains whose directories the run has opened so far. */
export function openedDomains({ run }: Context): ReadonlyMap<string, DirectoryPlace> {
  return run.of(OPENED);
}

/** After these no other controller is asked: a log-on that was refused or may have been counted, none that could be made, the end of the run. */
const FINAL = /^LDAP_|^LOGON_|^NOT_TRIED|NO_CREDENTIALS|ABORTED|DEADLINE/;

/** The first controller of a domain that answers: of those given by hand for it, else of those that DNS names. */
export async function openDomain(domain: string, place: DirectoryPlace, context: Context): Promise<OpenedDomain | Unopened> {
  const given = givenFor(domain, place);
  const controllers = given.length > 0 ? given.map((host) => ({ host })) : await namedByDns(domain, context);
  if ('code' in controllers) return { source: `the DNS records of domain controllers of ${domain}`, failure: controllers };
  let last: Failure = { code: 'NO_CONTROLLER', message: `DNS names no domain controller of ${domain}` };
  let asked = domain;
  for (const controller of controllers) {
    const directory = await connectDirectory(controller, context);
    if (isDirectory(directory)) {
      context.run.of(OPENED).set(domain.toLowerCase(), place);
      return { directory, domain, controllers };
    }
    last = directory;
    asked = controller.host;
    if (FINAL.test(directory.code)) break;
  }
  return { source: asked, failure: last };
}

/** Controllers named with `--dc` that belong to this domain. */
export function givenFor(
  domain: string,
  { domainControllers: given, domain: home = domain, otherDomains }: DirectoryPlace,
): readonly string[] {
  return controllersGivenFor(domain, given, home, otherDomains);
}

async function namedByDns(domain: string, context: Context): Promise<readonly Controller[] | Failure> {
  const names = await domainControllers(domain, context);
  return 'code' in names ? names : names.map((host) => ({ host, domain }));
}
