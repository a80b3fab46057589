import type { Finding, Status } from '../../../model/finding.ts';
import { placeOf } from '../../view/place.ts';
import { html, type Markup } from './markup.ts';

const SIGNS: Readonly<Record<Status, string>> = { fail: '✖', inconclusive: '?', warn: '▲', pass: '✔', skip: '–' };

/** Sign, colour and word: the colour is never the only bearer. */
export function badge(status: Status): Markup {
  return html`<span class="badge ${status}"><span class="sign" aria-hidden="true">${SIGNS[status]}</span> ${status}</span>`;
}

/** `host:port` of a network target; the title of anything else. */
export function subject(finding: Finding): string {
  return finding.kind === 'endpoint' || finding.kind === 'port' ? placeOf(finding) : finding.title;
}
