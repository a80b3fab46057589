import type { Dialect } from '../../../src/firewall/dialect.ts';
import type { Flow } from '../../../src/firewall/reader.ts';
import type { Loss } from '../../../src/firewall/render.ts';
import type { HostForm, Requirement } from '../../../src/model/catalog/requirement.ts';

/** A requirement with defaults: `row('*.example.com', 443)`. */
export function row(pattern: string, port = 443, more: Partial<Requirement> = {}): Requirement {
  const host = formOf(pattern);
  return {
    ids: [`updates/${host.form}-${host.text}`],
    host,
    pattern,
    port,
    scheme: port === 80 ? 'http' : 'https',
    required: true,
    features: ['updates'],
    why: ['Update packages.'],
    sources: ['Internet access requirements (https://learn.microsoft.com/intune/configmgr/core/plan-design/network/internet-endpoints)'],
    hosts: [],
    inspectionExempt: host.text.endsWith('manage.microsoft.com'),
    inspectionReason: '',
    ...more,
  };
}

export function formOf(pattern: string): HostForm {
  if (pattern.startsWith('*.')) return { form: 'suffix', text: pattern.slice(2) };
  if (pattern.startsWith('*-')) return { form: 'inside-label', text: pattern.slice(1) };
  if (pattern.startsWith('*')) return { form: 'dotless-suffix', text: pattern.slice(1) };
  return { form: 'exact', text: pattern };
}

/** Does the pattern, as published, cover the host? Look-alikes of `*suffix` count as not asked for. */
export function asked({ form, text }: HostForm, host: string): boolean {
  switch (form) {
    case 'exact':
      return host === text;
    case 'suffix':
      return host.endsWith(`.${text}`);
    case 'dotless-suffix':
      return host === text || host.endsWith(`.${text}`);
    case 'inside-label': {
      const star = host.endsWith(text) ? host.slice(0, -text.length) : '';
      return star !== '' && !star.includes('.');
    }
  }
}

export const SETTINGS = { catalogs: ['Service connection point, revision 2026-06-08'], skipped: [], sources: [] };

const below = (domain: string, host: string) => host === domain || host.endsWith(`.${domain}`);
/** The widest that a widened requirement may reach: its own domain, or the parent of an inside-label pattern. */
const reach = ({ form, text }: Requirement['host']) => (form === 'inside-label' ? text.slice(text.indexOf('.') + 1) : text);
/** Does the loss list have one of these kinds for the row? */
export const lost = (losses: readonly Loss[], r: Requirement, ...kinds: readonly string[]) =>
  losses.some((loss) => loss.pattern === r.pattern && loss.port === r.port && kinds.includes(loss.kind));

/** Is the answer of the device what was asked, or told in the loss list? */
export function explained(allowed: boolean, f: Flow, dialect: Dialect, rows: readonly Requirement[], losses: readonly Loss[]): boolean {
  const sees = (r: Requirement) => dialect.ports === 'elsewhere' || r.port === f.port;
  const wanted = rows.filter((r) => sees(r) && asked(r.host, f.host));
  if (!allowed)
    return wanted.filter((r) => r.scheme === f.scheme && r.port === f.port).every((r) => lost(losses, r, 'dropped', 'narrowed'));
  return wanted.length > 0 || rows.some((r) => sees(r) && lost(losses, r, 'widened') && below(reach(r.host), f.host));
}
