import { HRESULTS, type NetworkError, UPDATE_AGENT, WINHTTP, WINHTTP_OTHER, WINSOCK } from './network-errors.ts';
import { PHRASES } from './phrases.ts';
import { operationOf, ROLE_SENTENCES } from './role-sentences.ts';
import { REFUSALS } from './service-refusals.ts';
import { shareErrorIn } from './shares.ts';
import { statusMessageIn } from './status-messages.ts';
import { ANSWERED, PUBLIC_FILE_STATUSES, STATUSES } from './statuses.ts';

/** A network error that a log entry reports, with the code as evidence. */
export interface RecognisedError {
  readonly error: NetworkError & { readonly needsRequest?: boolean; readonly isOfOtherProgram?: boolean };
  /** As the log writes it. */
  readonly written: string;
  /** Every code of the entry, as written. */
  readonly codes: readonly string[];
  /** What the role was at, so far as the entry says. */
  readonly operation?: string;
  /** The entry is an exception with its stack, not the sentence about what failed. */
  readonly isStack: boolean;
  readonly isStatusMessage?: boolean;
}

/** What a log entry says of the network: an error, an answer, or neither. */
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
  /(?:error|\berr|code|\bhr|hresult|failed with|(?:http|download|connect)\w{0,30}(?:\(\))? failed|(?<![a-z0-9])winhttp\w{0,40})[^\d\n\p{L}]{0,8}(?:is|code|with|was)?[^\d\n\p{L}]{0,6}(1[0-2]\d{3})(?![\d.,]\d|\d)/giu;
const HEX = /(?<![0-9a-z])(?:0x)?(8[0-9a-f]{7})(?![0-9a-z-])/gi;
const DECIMAL = /(?<![\d.])(-214\d{7}|-20\d{8}|214\d{7}|22\d{8})(?![\d.]\d)/g;
const STATUS =
  /[:：]\s*\((\d{3})\)|\b(?:is|success): (\d{3}) \(|\bHTTP\/\d(?:\.\d)? (\d{3})\b|\b(?:http[ _]?status|status ?code)(?: code)?\W{1,4}(?:is )?(\d{3})\b(?![.,]?\d)|\breturned \w+ \((\d{3})\)|\bHttpSendRequest failed:? (\d{3})\b/gi;
/** A status as the error code of a download: `from internet. Error = 404`. */
const STATUS_CODE = /(?:download|internet|content|http)[^\n]{0,200}\berror(?: code)?\s?[=:]\s?([45]\d\d)\b(?![.,]?\d)/i;
/** Names of WinHTTP's header file for statuses. */
const STATUS_NAMES: readonly (readonly [pattern: RegExp, status: number])[] = [
  [/\bHTTP_STATUS_(?:FORBIDDEN|DENIED)\b(?: or HTTP_STATUS_\w+)?/, 403],
  [/\bHTTP_STATUS_PROXY_AUTH_REQ\b/, 407],
  [/\bHTTP_STATUS_NOT_FOUND\b/, 404],
  [/\bHTTP_STATUS_BAD_GATEWAY\b/, 502],
  [/\bHTTP_STATUS_SERVICE_UNAVAIL\b/, 503],
  [/\bHTTP_STATUS_GATEWAY_TIMEOUT\b/, 504],
  [/\bHTTP_STATUS_REQUEST_TIMEOUT\b/, 408],
];
/** A download of a file that anybody may have: whoever refuses it is not the service. */
const FAILED_DOWNLOAD =
  /\bfail(?:ed|ure)? to (?:download|get manifest)|download\w{0,20} (?:failed|exception)|DownloadContentFiles\(\) failed|\bFailed with exception:|\bBITS job\b[^\n]{0,60}\berror\b/i;
const STACK =
  /^(?:\[(?:Critical|Warning|Error|Information)\]\[|System\.[\w.]+Exception|Microsoft\.[\w.]+Exception|\s*(?:at|bei|à|en|in|em|在|위치|場所|в) [\w.<>]+\.[\w.<>`]+\(|Exception details|Inner exception| ?---> )/i;

/**
 * One quick test that nearly all entries fail, in the case in which the sources write: something of each code, status and sentence. Letters outside
 * of English may be a message of .NET in another language.
 */
export const WORTH_A_LOOK =
  /[Ff]ail|FAIL|rror|ERR|xception|ode\b|[Ss]tatus|STATUS|STATMSG|\bhr\b|[Hh]result|HRESULT|0x8|[^0-9a-z]80[0-9a-f]{6}|-2[01]\d{6}|inHttp|inhttp|WINHTTP|HTTP\/|HTTP_|[:：] ?\(?\d{3}|returned |nable to|annot|ould not|losed|[Rr]efused|nreachable|[Ff]orbidden|[Pp]roperly|such host|[Mm]ismatch|[Cc]ertificate|not signed|not trusted|n't signed|[Rr]evo[ck]|SSL|TLS|algorithm|timed out|Timeout|packet format|telemetry data|protocol|Range |MISE|AADSTS|invalid_|nauthorized_|interaction_|rivate key|Keyset|[Ss]ecret|327679|FLAG_|kept alive|NotTimeValid|UntrustedRoot|PartialChain|ash (?:value )?(?:mismatch|check)|not match|[Pp]roxy server cannot|terminated abn|operation timed|verwe[ir]g|Gegenst|[Hh]ost |desconoc|sconosc|inconnu|destin|geslot|Kan (?:de|geen)|rispo|omputer|aktywnie|rreur|time-out|getrennt|beveiligd|verzend|ontvang|geantw|[Rr]emot|serwer|nazw|[Ff]ehler|konnte|kann nicht|puede|possib|mprevist|imeout|inesperad|rror?e? |remoto|distant|xpir|issue with|hiusura|subject|failing|nterrupted|eceded|excedi|etwork path|etwork name|RPC server|rust relationship|[Aa]bort|[Ll]ost|prematur|accessible|nexpected|[Nn]ot able|[^\0-\x7f]/;

/** Does the text carry the stack trace of an exception, whose lines name methods and not what happened? */
export function isStackText(text: string): boolean {
  return STACK.test(text);
}

/** What an entry says about the network: errors by code, status and phrase; nothing for all others. */
export function outcomeOf(text: string): LoggedOutcome {
  const message = ofStatusMessage(text);
  if (message !== undefined) return message;
  if (!WORTH_A_LOOK.test(text)) return {};
  const isFailedDownload = FAILED_DOWNLOAD.test(text);
  const statuses = statusesIn(text, isFailedDownload);
  const hits = hitsIn(text, statuses, isFailedDownload);
  const best = hits.sort(byWeight)[0];
  const answered = statuses
    .map(({ status }) => status)
    .findLast((status) => (status >= 200 && status < 400) || (ANSWERED.has(status) && !isFailedDownload));
  // A wrapper around a status with which the service answered is the service's own affair.
  const trouble = best === undefined || (best.error.rank === 1 && statuses.length > 0 && !isFailedDownload) ? undefined : best;
  const operation = operationOf(text);
  return {
    ...(trouble === undefined
      ? {}
      : {
          trouble: {
            error: trouble.error,
            written: trouble.written.trim(),
            codes: [...new Set(hits.map(({ error }) => error.code))],
            isStack: STACK.test(text),
            ...(operation === undefined ? {} : { operation }),
          },
        }),
    ...(answered === undefined ? {} : { answered }),
  };
}

function hitsIn(text: string, statuses: readonly WrittenStatus[], isFailedDownload: boolean): Hit[] {
  return [
    ...numberHits(text, isFailedDownload),
    ...statusHits(statuses, isFailedDownload),
    ...phraseHits(text, PHRASES),
    ...phraseHits(text, REFUSALS),
    ...phraseHits(text, ROLE_SENTENCES).slice(0, 1),
    ...shareErrorIn(text),
  ];
}

function ofStatusMessage(text: string): LoggedOutcome | undefined {
  const message = statusMessageIn(text);
  if (message === undefined) return undefined;
  const { error, written } = message;
  return { trouble: { error, written, codes: [`status message ${error.code}`], isStack: false, isStatusMessage: true } };
}

/** The inner reason before the outcome, and among equals what the role itself says, then what stands last. */
function byWeight(a: Hit, b: Hit): number {
  return b.error.rank - a.error.rank || Number(b.error.isRoleSentence === true) - Number(a.error.isRoleSentence === true) || b.at - a.at;
}

interface WrittenStatus {
  readonly status: number;
  readonly written: string;
  readonly at: number;
}

function statusesIn(text: string, isFailedDownload: boolean): readonly WrittenStatus[] {
  const written = [...text.matchAll(STATUS)].map((match) => ({
    status: Number(match.slice(1).find((one) => one !== undefined)),
    // With the words behind it, and nothing else of the sentence: `(407) Proxy Authentication Required`.
    written:
      `${match[0]}${/^[\p{L} ]{0,40}\)?/u.exec(text.slice(match.index + match[0].length, match.index + match[0].length + 60))?.[0] ?? ''}`.replace(
        /^[:：\s]+/,
        '',
      ),
    at: match.index,
  }));
  const named = STATUS_NAMES.flatMap(([pattern, status]) => {
    const match = pattern.exec(text);
    return match === null ? [] : [{ status, written: match[0], at: match.index }];
  });
  const code = isFailedDownload ? STATUS_CODE.exec(text) : null;
  const coded = code?.[1] === undefined ? [] : [{ status: Number(code[1]), written: `Error = ${code[1]}`, at: code.index }];
  return [...written, ...named, ...coded];
}

function numberHits(text: string, isFailedDownload: boolean): readonly Hit[] {
  const hits = (pattern: RegExp, errorOf: (written: string) => NetworkError | undefined): readonly Hit[] =>
    [...text.matchAll(pattern)].slice(0, 50).flatMap((match) => {
      const error = errorOf(match[1] ?? '');
      return error === undefined ? [] : [{ error, written: match[1] ?? '', at: match.index }];
    });
  return [
    ...hits(BARE, (code) => ofNumber(Number(code), isFailedDownload)),
    ...hits(HEX, (code) => ofHresult(Number.parseInt(code, 16), isFailedDownload)),
    ...hits(DECIMAL, (code) => ofHresult(Number(code) >>> 0, isFailedDownload)),
  ];
}

/** Codes of WinHTTP and Windows Sockets, and HTTP statuses as Win32 codes. One of WinHTTP's range that no row knows is an error of the network all the same. */
function ofNumber(code: number, isFailedDownload: boolean): NetworkError | undefined {
  if (code >= 400 && code < 600) return ofStatus(code, isFailedDownload);
  if (code < 12_000) return WINSOCK.get(String(code));
  const known = WINHTTP.get(String(code));
  if (known !== undefined || code > 12_190 || code === 12_000 || WINHTTP_OTHER.has(code)) return known;
  return { code: String(code), cause: null, confidence: 'possible', rank: 3, words: 'a WinHTTP error that this program does not know' };
}

/** Facility 7 carries codes of Windows in its lower half, facility 0x19 HTTP statuses (learn.microsoft.com, "Structure of COM Error Codes"), 0x24 those of the Windows Update Agent. */
function ofHresult(code: number, isFailedDownload: boolean): NetworkError | undefined {
  const hex = code.toString(16);
  const [facility, low] = [hex.slice(0, 4), code & 0xffff];
  const error =
    facility === '8007'
      ? ofNumber(low, isFailedDownload)
      : facility === '8019'
        ? ofStatus(low, isFailedDownload)
        : facility === '8024'
          ? ofNumber(UPDATE_AGENT.get(code) ?? 0, true)
          : HRESULTS.get(hex);
  return error === undefined ? undefined : { ...error, code: HRESULTS.has(hex) ? error.code : `${error.code} (0x${hex.toUpperCase()})` };
}

function ofStatus(status: number, isFailedDownload: boolean): NetworkError | undefined {
  const known = STATUSES.get(status) ?? (isFailedDownload ? PUBLIC_FILE_STATUSES.get(status) : undefined);
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

function statusHits(statuses: readonly WrittenStatus[], isFailedDownload: boolean): readonly Hit[] {
  return statuses.flatMap(({ status, written, at }) => {
    const error = ofStatus(status, isFailedDownload);
    return error === undefined ? [] : [{ error, written, at }];
  });
}

function phraseHits(text: string, phrases: readonly (RecognisedError['error'] & { readonly pattern: RegExp })[]): readonly Hit[] {
  return phrases.flatMap((error) => {
    const match = error.pattern.exec(text);
    return match === null ? [] : [{ error, written: match[0], at: match.index }];
  });
}
