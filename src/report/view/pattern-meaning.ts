import { hostForm } from '../../model/catalog/host-pattern.ts';
import type { HostForm } from '../../model/catalog/requirement.ts';

/** The form of a pattern as it stands in a report; text that is no pattern counts as an exact name. */
export function hostFormOf(pattern: string): HostForm {
  return hostForm(pattern) ?? { form: 'exact', text: pattern.toLowerCase() };
}

/** What a wildcard means, and what a device that matches exact names only can be told instead; empty for an exact name. */
export function meaningOf(pattern: string, knownHosts: readonly string[]): string {
  const { form, text } = hostFormOf(pattern);
  if (form === 'exact') return '';
  const known = knownHosts.filter((host) => !host.includes('*') && host !== pattern);
  const instead =
    known.length === 0
      ? 'no name below it is known, so a device that matches exact names only cannot express it'
      : `a device that matches exact names only needs at least ${known.join(', ')}; the service may use further names without notice`;
  return `${MEANING[form](text)}; ${instead}.`;
}

const MEANING: Readonly<Record<Exclude<HostForm['form'], 'exact'>, (text: string) => string>> = {
  suffix: (text) => `Every name below ${text}, at any depth, but not ${text} itself`,
  'dotless-suffix': (text) =>
    `Published as every name that ends in ${text}; meant are ${text} and the names below it: do not let look-alikes such as evil${text} through`,
  'inside-label': (text) => {
    const dot = text.indexOf('.');
    return `Every name directly below ${text.slice(dot + 1)} whose first label ends in ${text.slice(0, dot)}`;
  },
};
