import type { Named, Wording, Words } from './dialect.ts';
import { publicSuffixKind } from './public-suffix.ts';

/** The host as it was asked for, at no cost. */
export function said(...hosts: readonly string[]): Wording {
  return { hosts, costs: [] };
}

/** Lets more through than was asked; the reason says what. */
export function widened(reason: string, ...hosts: readonly string[]): Wording {
  return { hosts, costs: [{ kind: 'widened', reason, incomplete: false }] };
}

/** Covers less than was asked, and a needed name may be among the rest. */
export function narrowed(reason: string, ...hosts: readonly string[]): Wording {
  return { hosts, costs: [{ kind: 'narrowed', reason, incomplete: true }] };
}

/** Cannot be said at all. */
export function dropped(reason: string): Wording {
  return { hosts: [], costs: [{ kind: 'dropped', reason, incomplete: true }] };
}

/**
 * `*example.com` as the domain and its subdomains. The published form also lets `evilexample.com` through, which nobody needs: leaving it
 * out is a narrowing on purpose.
 */
export function domainAndBelow(...hosts: readonly string[]): Wording {
  return narrowedSafely(
    'written as the domain and its subdomains; look-alike names that merely end in the same letters are left out on purpose',
    ...hosts,
  );
}

/** Covers less than was asked, but no name that is known to be needed is among the rest. */
export function narrowedSafely(reason: string, ...hosts: readonly string[]): Wording {
  return { hosts, costs: [{ kind: 'narrowed', reason, incomplete: false }] };
}

/** The same words with the costs of both. */
export function withCosts(wording: Wording, more: Wording): Wording {
  return { hosts: wording.hosts, costs: [...wording.costs, ...more.costs] };
}

/** `-inside.label.rest` → `label.rest`: the domain below which the names of an inside-label pattern lie. */
function parentOf(text: string): string {
  return text.slice(text.indexOf('.') + 1);
}

const UNDER_A_REGISTRY = 'a wildcard would let every name below a public suffix through';

/**
 * For devices without a wildcard inside a label: everything below the parent domain, as `below` writes it. Never below a public suffix, where strangers register
 * names: there the known hosts are written instead.
 */
export function belowParent(reason: string, exact: Words['exact'], below: (parent: string) => string): Words['inside-label'] {
  return (named) => {
    const parent = parentOf(named.text);
    return publicSuffixKind(parent) === undefined ? widened(reason, below(parent)) : knownHosts(exact, named, UNDER_A_REGISTRY);
  };
}

/** The known hosts in the words for exact hosts, or nothing: `reason` says why not the pattern. */
function knownHosts(exact: Words['exact'], { hosts }: Named, reason: string): Wording {
  if (hosts.length === 0) return dropped(`${reason}, and no concrete host is published for this pattern`);
  const each = hosts.map((host) => exact({ text: host, hosts: [] }));
  const all = narrowed(`${reason}: only the concrete hosts that are known are written`, ...each.flatMap((one) => one.hosts));
  return { hosts: all.hosts, costs: [...all.costs, ...(each[0]?.costs ?? [])] };
}

/** The words for a host, but for a pattern that names everything below a registry's suffix (`*.com`): no device is told that. */
export function wordsFor(words: Words, form: keyof Words, named: Named): Wording {
  const open = form === 'suffix' || form === 'dotless-suffix';
  return open && publicSuffixKind(named.text) === 'registry' ? knownHosts(words.exact, named, UNDER_A_REGISTRY) : words[form](named);
}

/** For devices without wildcards: the concrete hosts that are known, or nothing. */
export function concreteHosts(wrap: (host: string) => string): (named: Named) => Wording {
  return ({ hosts }) =>
    hosts.length === 0
      ? dropped('the device knows no wildcards and no concrete host is published for this pattern')
      : narrowed('the device knows no wildcards: only the concrete hosts that are known are written', ...hosts.map(wrap));
}

export const APEX_TOO = 'the device matches the domain itself too';
export const ALL_BELOW_PARENT = 'the device has no wildcard inside a label: every name below the parent domain is let through';

/** Words for devices that write `.example.com` for a domain and everything below it. */
export const LEADING_DOT: Pick<Words, 'exact' | 'suffix' | 'dotless-suffix'> = {
  exact: ({ text }) => said(text),
  suffix: ({ text }) => widened(APEX_TOO, `.${text}`),
  'dotless-suffix': ({ text }) => domainAndBelow(`.${text}`),
};

/** Words for devices that write `*.example.com` for the names below a domain, the domain itself excluded, and have no other wildcard. */
export const STAR_DOT: Words = {
  exact: ({ text }) => said(text),
  suffix: ({ text }) => said(`*.${text}`),
  'dotless-suffix': ({ text }) => domainAndBelow(text, `*.${text}`),
  'inside-label': belowParent(
    ALL_BELOW_PARENT,
    ({ text }) => said(text),
    (parent) => `*.${parent}`,
  ),
};
