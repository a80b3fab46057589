import type { EndpointEvidence } from '../../../../model/evidence.ts';
import type { Step } from '../../../../model/network/observation.ts';
import { alertOf, FATAL } from '../../verdict/secured/tls-alert.ts';

/** How one handshake ended, in the words of the evidence. `through`: a certificate came. */
export type HandshakeOutcome = 'through' | 'reset' | 'closed' | 'silent' | 'not TLS' | `alert ${number}`;

const BY_CODE: Readonly<Record<string, HandshakeOutcome>> = {
  ECONNRESET: 'reset',
  ECONNABORTED: 'reset',
  EPIPE: 'reset',
  CLOSED: 'closed',
  TIMEOUT: 'silent',
  ETIMEDOUT: 'silent',
};

/** Undefined: the walk did not come as far as a handshake, or the run ended in it. */
export function outcomeOf(steps: readonly Step[]): HandshakeOutcome | undefined {
  const last = steps.at(-1);
  const tls = steps.findLast((step) => step.layer === 'tls' && step.peer === 'target');
  if (tls?.layer !== 'tls') return undefined;
  if (tls.failure === undefined || (tls.facts.chain?.length ?? 0) > 0) return 'through';
  if (last !== tls) return undefined;
  const alert = alertOf(tls);
  if (alert?.level === FATAL) return `alert ${alert.number}`;
  return outcomeOfCode(tls.failure.code) ?? (/^(?:ERR_(?:SSL|TLS)_|EPROTO$)/.test(tls.failure.code) ? 'not TLS' : undefined);
}

/** That of a code alone, as earlier attempts have it. */
export function outcomeOfCode(code: string): HandshakeOutcome | undefined {
  return Object.hasOwn(BY_CODE, code) ? BY_CODE[code] : undefined;
}

/** How the handshakes with one address ended. */
export interface Tried {
  /** With the endpoint's name, the one that is judged first; then its earlier attempts and the further ones. */
  readonly own: readonly HandshakeOutcome[];
  /** With a neutral name. */
  readonly neutral: readonly HandshakeOutcome[];
  /** With a hello whose answer is small. */
  readonly small?: HandshakeOutcome;
}

/** What the handshakes show together. So many tries with each name have to agree before a rule for the name is spoken of: a bad server among good ones looks like one otherwise. */
const ENOUGH = 2;

/** The evidence that these tries give together; empty when there are too few to compare. */
export function shownByTries({ own, neutral, small }: Tried): EndpointEvidence {
  if (own.length === 0 || own.length + neutral.length + (small === undefined ? 0 : 1) < 2) return {};
  const tries = { ownTries: own, neutralTries: neutral };
  const better = neutral.filter((outcome) => isBetter(outcome, own)).length;
  if (own.includes('through') || (better > 0 && better < neutral.length)) return { ...tries, changing: true };
  if (neutral.length === 0) return tries;
  if (better > 0) return own.length >= ENOUGH && neutral.length >= ENOUGH ? { ...tries, sniDependent: true } : tries;
  const isSmallHeard = small !== undefined && isBetter(small, own);
  const isAllSilent = [...own, ...neutral].every((outcome) => outcome === 'silent');
  return { ...tries, sniDependent: false, ...(isAllSilent && small !== undefined ? { smallHelloWorks: isSmallHeard } : {}) };
}

/** Did the server say something, where it had not, or something else than the same refusal? Any certificate or alert counts. */
function isBetter(outcome: HandshakeOutcome, than: readonly HandshakeOutcome[]): boolean {
  return outcome === 'through' || (outcome.startsWith('alert ') && !than.includes(outcome));
}
