/**
 * One function for each output language. All of them make hidden characters visible, so that text from a peer can neither steer a terminal nor
 * disguise itself: control characters (C0, DEL, C1), format characters (bidirectional controls, zero-width joiners, tags), line and paragraph
 * separators and characters without a glyph (Unicode's Default_Ignorable_Code_Point). Lone surrogates are replaced.
 */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/**
 * What a build server obeys when a step prints it: `##vso[…]`, `##[…]` and `##teamcity[…]` anywhere in a line, `::command …::` after leading blanks.
 * Lines are wrapped later, so that any word may come to stand at the beginning of one: `::` at the beginning of a word is enough, unless an IPv6
 * address begins with it. The first character is shown as its code.
 */
const BUILD_COMMAND = /#(?=#(?:vso|teamcity)?\[)|(?<![\w\]:]):(?=:(?![0-9a-f]{1,4}(?::[0-9a-f]|[^\w:-]|$))[a-z])/gi;

/** Printable ASCII hides nothing: a quick test that nearly all texts pass. */
const BEYOND_PRINTABLE = /[^ -~]/;

function visible(text: string): string {
  const safe = BEYOND_PRINTABLE.test(text) ? text.replace(HIDDEN, shown) : text;
  return mayCommand(safe) ? safe.replace(BUILD_COMMAND, coded) : safe;
}

/** Nearly no text has the two characters that begin a command. */
function mayCommand(text: string): boolean {
  return text.includes('::') || text.includes('##');
}

/** Half of a surrogate pair is no character, and has no form that every reader takes: the replacement character stands for it (Unicode 3.9, U+FFFD). */
function shown(character: string): string {
  return LONE.test(character) ? '\ufffd' : coded(character);
}

const LONE = /^\p{Cs}$/u;

/** Each UTF-16 unit as JSON writes it. */
function coded(character: string): string {
  let codes = '';
  for (let unit = 0; unit < character.length; unit += 1) codes += `\\u${character.charCodeAt(unit).toString(16).padStart(4, '0')}`;
  return codes;
}

/** For a terminal and plain text: one line, nothing hidden. */
export function terminal(text: string): string {
  return visible(text);
}

/** What spreadsheets take for the beginning of a formula, their full-width forms included; `|` and `%` for older ones. */
const FORMULA = /^\s*[=+\-@|%\uff1d\uff0b\uff0d\uff20]/;

/** A field of CSV (RFC 4180), quoted; what a spreadsheet would take for a formula gets an apostrophe in front. */
export function csv(text: string): string {
  const safe = visible(text);
  const inert = FORMULA.test(safe) ? `'${safe}` : safe;
  return `"${inert.replace(/"/g, '""')}"`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** XML text or attribute value; what XML 1.0 (section 2.2) does not allow at all becomes the replacement character. */
export function xml(text: string): string {
  return html(text).replace(/[\ufffe\uffff]/g, '\ufffd');
}

/** HTML text or quoted attribute value. */
export function html(text: string): string {
  const safe = visible(text);
  return /[&<>"']/.test(safe) ? safe.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '') : safe;
}

/** Markdown text, also at the beginning of a line and inside a table cell (CommonMark section 2.4; links that GitHub would make are none). */
export function markdown(text: string): string {
  return visible(text)
    .trimStart()
    .replace(/[\\`*_{}[\]<>#|~!&$]/g, '\\$&')
    .replace(/^[-+=]|(?<=^\d{1,9})[.)](?=\s|$)/, '\\$&')
    .replace(/(https?|ftp|www)(:|\.)/gi, '$1\\$2');
}

/** A Markdown code span: the text as it stands, to be copied. Not for table cells, where `|` would end it. */
export function markdownCode(text: string): string {
  const safe = visible(text);
  const longest = Math.max(0, ...(safe.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  const room = longest > 0 || safe.trim() === '' ? ' ' : '';
  return `${fence}${room}${safe}${room}${fence}`;
}

/** A fenced code block (CommonMark section 4.5): lines as they stand, to be copied. */
export function markdownBlock(lines: string, language: string): readonly string[] {
  const safe = lines.split('\n').map(visible);
  const longest = Math.max(2, ...safe.map((line) => /^ *(`*)/.exec(line)?.[1]?.length ?? 0));
  const fence = '`'.repeat(longest + 1);
  return [`${fence}${language}`, ...safe, fence];
}

/** A TAP description (testanything.org): `#` and `\` are escaped. */
export function tap(text: string): string {
  return visible(text).replace(/[\\#]/g, '\\$&');
}

/** An escape of JSON: JavaScript writes lone surrogates, and of surrogates only these, as `\ud83d`. */
const JSON_ESCAPE = /\\(?:u(d[89a-f][0-9a-f]{2})|.)/g;

/**
 * JSON text in ASCII: hidden characters, what a build server would obey, and all beyond ASCII as escapes. Same value, nothing a terminal would act on,
 * and `> report.json` in Windows PowerShell 5.1, which reads programs by the OEM code page, keeps names with umlauts. For a lone surrogate, whose effect on
 * receivers is unpredictable (RFC 8259 section 8.2), stands the replacement character.
 */
export function json(value: unknown, indent?: number): string {
  const text = JSON.stringify(value, null, indent);
  const whole = text.includes('\\ud') ? text.replace(JSON_ESCAPE, (code, lone?: string) => (lone === undefined ? code : '\ufffd')) : text;
  const ascii = whole.replace(/[^\n\u0020-\u007e]/g, coded);
  return mayCommand(ascii) ? ascii.replace(BUILD_COMMAND, coded) : ascii;
}

/** Message of a workflow command of GitHub Actions (docs.github.com, "Workflow commands for GitHub Actions"); lines are joined by a code for the line end. */
export function githubMessage(lines: readonly string[]): string {
  return lines.map((line) => visible(line).replace(/%/g, '%25')).join('%0A');
}

/** Property of such a command. */
export function githubProperty(text: string): string {
  return githubMessage([text]).replace(/:/g, '%3A').replace(/,/g, '%2C');
}

/** Message of a logging command of Azure Pipelines (learn.microsoft.com, "Logging commands"). */
export function azureMessage(lines: readonly string[]): string {
  return lines.map((line) => visible(line).replace(/%/g, '%AZP25')).join('%0D%0A');
}

/** Property of such a command. */
export function azureProperty(text: string): string {
  return azureMessage([text]).replace(/;/g, '%3B').replace(/\]/g, '%5D');
}
