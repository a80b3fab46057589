import type { Finding, Status } from '../../../model/finding.ts';
import { placeOf } from '../../view/place.ts';
import { html, type Markup } from './markup.ts';

/** Worst first. */
export const STATUS_ORDER: readonly Status[] = ['fail', 'inconclusive', 'warn', 'pass', 'skip'];
const SIGNS: Readonly<Record<Status, string>> = { fail: '✖', inconclusive: '?', warn: '▲', pass: '✔', skip: '–' };

/** Sign, colour and word: the colour is never the only bearer. */
export function badge(status: Status): Markup {
  return html`<span class="badge ${status}"><span class="sign" aria-hidden="true">${SIGNS[status]}</span> ${status}</span>`;
}

export function worst(statuses: readonly Status[]): Status {
  return STATUS_ORDER.find((status) => statuses.includes(status)) ?? 'skip';
}

/** `host:port` of a network target; the title of anything else. */
export function subject(finding: Finding): string {
  return finding.kind === 'endpoint' || finding.kind === 'port' ? placeOf(finding) : finding.title;
}
