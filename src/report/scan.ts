/** What a saved report may hold. Of our own, 10,043 findings made 17.6 MB and 468,000 values: the limits leave room for twice as many, with children of routes. */
export const LIMITS = {
  bytes: 40 * 1024 * 1024,
  depth: 50,
  findings: 50_000,
  stringLength: 128 * 1024,
  findingLength: 4 * 1024 * 1024,
  findingValues: 60_000,
  headLength: 1024 * 1024,
  headValues: 20_000,
} as const;

/** A saved report taken apart without parsing it as a whole: its head, and where its findings are. */
export interface Scanned {
  /** The report's text with an empty list of findings. */
  readonly head: string;
  /** Where the list lay in the whole text, and how long it was. */
  readonly gap: { readonly at: number; readonly length: number };
  /** The text of each finding, from where to where. */
  readonly findings: readonly (readonly [from: number, to: number])[];
}

/** Why a text is not a saved report, and on which line that shows. */
export interface Refused {
  readonly refused: string;
  /** 1-based. */
  readonly line: number;
}

const [QUOTE, BACKSLASH, COMMA, COLON] = [0x22, 0x5c, 0x2c, 0x3a];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/** What counts; all else only makes a text longer, which is seen at the next of these. */
const STRUCTURE = Uint8Array.from({ length: 128 }, (_, code) =>
  [QUOTE, COMMA, COLON, OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT].includes(code) ? 1 : 0,
);

/**
 * One walk over a text that claims to be a report, before any of it is parsed: sizes, nesting and counts, and where each finding lies. Linear in time, and no memory
 * but two numbers a finding. That it is JSON is for the parser to say.
 */
export function scanReport(text: string): Scanned | Refused {
  const refuse = (refused: string, at: number): Refused => ({ refused, line: lineAt(text, at) });
  const spans: [number, number][] = [];
  let [depth, values, lastText, key] = [0, 0, '', ''];
  // Of the list of findings: where it begins and ends, and where the current one began.
  let [listFrom, listTo, from, headValues] = [-1, -1, -1, 0];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (STRUCTURE[code] !== 1) continue;
    if (code === QUOTE) {
      const end = endOfString(text, at);
      if (end < 0) return refuse('not valid JSON: a text does not end', at);
      if (end - at > LIMITS.stringLength) return refuse(`a text is longer than ${LIMITS.stringLength} characters`, at);
      if (depth === 1 && end - at < 32) lastText = text.slice(at + 1, end);
      at = end;
    } else if (code === COLON) {
      if (depth === 1) key = lastText;
    } else if (code === OPEN_OBJECT || code === OPEN_LIST) {
      values += 1;
      depth += 1;
      if (depth > LIMITS.depth) return refuse(`nested more than ${LIMITS.depth} levels deep`, at);
      if (depth === 2 && code === OPEN_LIST && key === 'findings') {
        if (listFrom >= 0) return refuse('it has two lists of findings', at);
        [listFrom, from, headValues, values] = [at + 1, at + 1, values, 0];
      }
    } else if (code === COMMA || code === CLOSE_OBJECT || code === CLOSE_LIST) {
      const inList = listFrom >= 0 && listTo < 0 && depth === 2;
      if (inList && code !== CLOSE_OBJECT) {
        if (code === COMMA || spans.length > 0 || text.slice(from, at).trim() !== '') spans.push([from, at]);
        if (spans.length > LIMITS.findings) return refuse(`it has more than ${LIMITS.findings} findings`, at);
        from = at + 1;
        values = 0;
        if (code === CLOSE_LIST) [listTo, values] = [at, headValues];
      } else values += 1;
      if (code !== COMMA) depth -= 1;
    }
    const within = listFrom >= 0 && listTo < 0;
    const tooMuch = within ? excessOfFinding(values, at - from) : excessOfHead(values, at - Math.max(0, listTo - listFrom));
    if (tooMuch !== undefined) return refuse(tooMuch, at);
  }
  if (depth !== 0) return refuse('not valid JSON: it ends too early', text.length);
  const tail = excessOfHead(values, text.length - Math.max(0, listTo - listFrom));
  if (tail !== undefined) return refuse(tail, text.length);
  const head = listFrom < 0 ? text : `${text.slice(0, listFrom)}${text.slice(listTo)}`;
  return { head, gap: { at: listFrom, length: listTo - listFrom }, findings: spans };
}

function excessOfFinding(values: number, length: number): string | undefined {
  if (values > LIMITS.findingValues) return 'more values than a finding may have';
  return length > LIMITS.findingLength ? `a finding is longer than ${LIMITS.findingLength} characters` : undefined;
}

function excessOfHead(values: number, length: number): string | undefined {
  if (values > LIMITS.headValues) return 'more values than a report may have';
  return length > LIMITS.headLength ? 'it has too much text beside its findings' : undefined;
}

/** The index of the closing quote; -1: there is none. */
function endOfString(text: string, from: number): number {
  for (let at = text.indexOf('"', from + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let slashes = 0;
    while (text.charCodeAt(at - 1 - slashes) === BACKSLASH) slashes += 1;
    if (slashes % 2 === 0) return at;
  }
  return -1;
}

/** The line, counted from 1, on which an offset of the text lies. */
export function lineAt(text: string, at: number): number {
  let line = 1;
  for (let next = text.indexOf('\n'); next >= 0 && next < at; next = text.indexOf('\n', next + 1)) line += 1;
  return line;
}
