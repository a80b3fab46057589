import { stepOf } from '../../verdict/verdict.ts';
import type { Judged } from '../proof.ts';
import type { MadeUp } from './signs.ts';

/**
 * A made-up name of the same domain that leads to the same place as an endpoint whose certificate is genuine and a stranger's: no inspection shows that, and no service of
 * this domain. It is a rewritten NXDOMAIN, or a wildcard of a name that does not exist. Undefined: nothing shows it, or the address is where another host of the
 * run proved itself, so that it is the domain's own wildcard that leads there.
 */
export function siblingOf({ answer, verdict }: Judged, siblings: readonly MadeUp[], all: readonly Judged[]): MadeUp | undefined {
  if (verdict.status === 'pass' || verdict.cause !== 'tls.name-mismatch') return undefined;
  const { host } = answer.task.target;
  const { addresses = [], subjectAltName = '', subject = '' } = verdict.evidence;
  const sibling = siblings.find(({ name, addresses: own }) => host.endsWith(name.slice(name.indexOf('.'))) && isMadeUp(addresses, own));
  if (sibling === undefined || isOfDomain(host, [...namesIn(subjectAltName, ','), ...namesIn(subject, /[\n,]/)])) return undefined;
  const route = answer.task.route.name;
  return all.some((one) => one.answer.task.route.name === route && isProvenAt(one, addresses)) ? undefined : sibling;
}

/** Are these addresses, and there are some, none but made-up ones? */
export function isMadeUp(addresses: readonly string[], madeUp: readonly string[]): boolean {
  return addresses.length > 0 && addresses.every((address) => madeUp.includes(address));
}

/** Does one of the names belong to the domain of the host, the host's own included, or is it a wildcard above it? */
function isOfDomain(host: string, names: readonly string[]): boolean {
  const domain = host.toLowerCase().split('.').slice(-2).join('.');
  return names.some((name) => name === domain || name.endsWith(`.${domain}`) || domain.endsWith(`.${name}`));
}

/** The names of `DNS:*.a.example, DNS:b.example` or of `CN=b.example`, wildcards without their star. */
function namesIn(text: string, separator: string | RegExp): readonly string[] {
  return text.split(separator).flatMap((part) => {
    const [, name] = /^(?:DNS:|CN=)(?:\*\.)?(\S+)$/.exec(part.trim()) ?? [];
    return name === undefined ? [] : [name.toLowerCase()];
  });
}

function isProvenAt({ answer, verdict }: Judged, addresses: readonly string[]): boolean {
  if (verdict.status !== 'pass' || answer.task.scheme !== 'https') return false;
  const own = stepOf(answer.facts?.steps ?? [], 'dns', 'target')?.facts.addresses ?? [];
  return own.some((address) => addresses.includes(address));
}
