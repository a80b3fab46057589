import type { HostForm, Requirement } from '../../src/model/requirement.ts';

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
