import { ANSWERED, HRESULTS, type NetworkError, STATUSES, WINHTTP, WINHTTP_OTHER, WINSOCK } from './network-errors.ts';
import { PHRASES } from './phrases.ts';

export interface RecognisedError {
  readonly error: NetworkError & { readonly needsRequest?: boolean };
  /** As the log writes it. */
  readonly written: string;
  /** Every code of the entry, as written. */
  readonly codes: readonly string[];
}

export interface LoggedOutcome {
  /** The most telling error of the entry. */
  readonly trouble?: RecognisedError;
  /** The HTTP status it tells, which shows that somebody answered. */
  readonly answered?: number;
}

interface Hit {
  readonly error: RecognisedError['error'];
  readonly written: string;
  readonly at: number;
}

const BARE =
  /(?:error|\berr|code|\bhr|hresult|failed with|(?<![a-z0-9])winhttp\w{0,40})[^\d\n\p{L}]{0,8}(?:is|code|with|was)?[^\d\n\p{L}]{0,6}(1[0-2]\d{3})(?![\d.,]\d|\d)/giu;
const HEX = /(?<![0-9a-z])(?:0x)?(8[0-9a-f]{7})(?![0-9a-z-])/gi;
const DECIMAL = /(?<![\d.])(-214\d{7}|-20\d{8}|214\d{7}|22\d{8})(?![\d.]\d)/g;
const STATUS =
  /[:：]\s*\((\d{3})\)|\b(?:is|success): (\d{3}) \(|\bHTTP\/\d(?:\.\d)? (\d{3})\b|\b(?:http[ _]?status|status ?code)(?: code)?\W{1,4}(?:is )?(\d{3})\b(?![.,]?\d)|\breturned \w+ \((\d{3})\)/gi;

/** One test that nearly all entries fail: numbers in company that they need, statuses, any phrase. */
const WORTH_A_LOOK = new RegExp(
  [/error|exception|fail|code|\bhr\b|hresult|winhttp|0x8|-2[01]\d{8}/, STATUS, ...PHRASES.map(({ pattern }) => pattern)]
    .map(({ source }) => source)
    .join('|'),
  'i',
);
/** What an entry says about the network: errors by code, status and phrase; nothing for all others. */
export function outcomeOf(text: string): LoggedOutcome {
  if (!WORTH_A_LOOK.test(text)) return {};
  const statuses = [...text.matchAll(STATUS)].map((match) => ({
    status: Number(match.slice(1).find((one) => one !== undefined)),
    // With the words behind it, and nothing else of the sentence: `(407) Proxy Authentication Required`.
    written:
      `${match[0]}${/^[\p{L} ]{0,40}\)?/u.exec(text.slice(match.index + match[0].length, match.index + match[0].length + 60))?.[0] ?? ''}`.replace(
        /^[:：\s]+/,
        '',
      ),
    at: match.index,
  }));
  const hits: Hit[] = [...numberHits(text), ...statusHits(statuses), ...phraseHits(text)];
  const best = hits.sort((a, b) => b.error.rank - a.error.rank || b.at - a.at)[0];
  const answered = statuses.map(({ status }) => status).findLast((status) => (status >= 200 && status < 400) || ANSWERED.has(status));
  // A wrapper around a status with which the service answered is the service's own affair.
  const trouble = best === undefined || (best.error.rank === 1 && statuses.length > 0) ? undefined : best;
  return {
    ...(trouble === undefined
      ? {}
      : { trouble: { error: trouble.error, written: trouble.written.trim(), codes: [...new Set(hits.map(({ error }) => error.code))] } }),
    ...(answered === undefined ? {} : { answered }),
  };
}

function numberHits(text: string): readonly Hit[] {
  const hits = (pattern: RegExp, errorOf: (written: string) => NetworkError | undefined): readonly Hit[] =>
    [...text.matchAll(pattern)].slice(0, 50).flatMap((match) => {
      const error = errorOf(match[1] ?? '');
      return error === undefined ? [] : [{ error, written: match[1] ?? '', at: match.index }];
    });
  return [
    ...hits(BARE, (code) => ofNumber(Number(code))),
    ...hits(HEX, (code) => ofHresult(Number.parseInt(code, 16))),
    ...hits(DECIMAL, (code) => ofHresult(Number(code) >>> 0)),
  ];
}

/** Codes of WinHTTP and Windows Sockets. One of WinHTTP's range that no row knows is an error of the network all the same. */
function ofNumber(code: number): NetworkError | undefined {
  if (code < 12_000) return WINSOCK.get(String(code));
  const known = WINHTTP.get(String(code));
  if (known !== undefined || code > 12_190 || code === 12_000 || WINHTTP_OTHER.has(code)) return known;
  return { code: String(code), cause: null, confidence: 'possible', rank: 3, words: 'a WinHTTP error that this program does not know' };
}

/** Facility 7 carries codes of Windows in its lower half, facility 0x19 HTTP statuses (learn.microsoft.com, "Structure of COM Error Codes"). */
function ofHresult(code: number): NetworkError | undefined {
  const hex = code.toString(16);
  const [facility, low] = [hex.slice(0, 4), code & 0xffff];
  const error = facility === '8007' ? ofNumber(low) : facility === '8019' ? ofStatus(low) : HRESULTS.get(hex);
  return error === undefined ? undefined : { ...error, code: HRESULTS.has(hex) ? error.code : `${error.code} (0x${hex.toUpperCase()})` };
}

function ofStatus(status: number): NetworkError | undefined {
  const known = STATUSES.get(String(status));
  if (known !== undefined || ANSWERED.has(status) || status < 400 || status > 599 || status === 500) return known;
  return {
    code: `HTTP ${status}`,
    cause: null,
    layer: 'http',
    confidence: 'possible',
    rank: 2,
    words: 'a status that this program does not know as one of the role',
  };
}

function statusHits(statuses: readonly { readonly status: number; readonly written: string; readonly at: number }[]): readonly Hit[] {
  return statuses.flatMap(({ status, written, at }) => {
    const error = ofStatus(status);
    return error === undefined ? [] : [{ error, written, at }];
  });
}

function phraseHits(text: string): readonly Hit[] {
  return PHRASES.flatMap((error) => {
    const match = error.pattern.exec(text);
    return match === null ? [] : [{ error, written: match[0], at: match.index }];
  });
}
