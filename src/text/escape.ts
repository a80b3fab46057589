/**
 * One function for each output language. All of them make control characters (C0, DEL, C1), line and paragraph separators, bidirectional controls,
 * zero-width characters and lone surrogates visible, so that text from a peer can neither steer a terminal nor disguise itself.
 */
const HIDDEN =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/**
 * What a build server obeys when a step prints it: `##vso[…]`, `##[…]` and `##teamcity[…]` anywhere in a line, `::command …::` after leading blanks.
 * The first character is shown as its code.
 */
const BUILD_COMMAND = /#(?=#(?:vso|teamcity)?\[)|:(?=:[a-z][a-z-]*(?: [^:\n]*)?::)/gi;

function visible(text: string): string {
  return text.replace(HIDDEN, coded).replace(BUILD_COMMAND, coded);
}

function coded(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** For a terminal and plain text: one line, nothing hidden. */
export function terminal(text: string): string {
  return visible(text);
}

/** A field of CSV (RFC 4180), quoted; what a spreadsheet would take for a formula gets an apostrophe in front. */
export function csv(text: string): string {
  const safe = visible(text);
  const inert = /^[\s]*[=+\-@|%]/.test(safe) ? `'${safe}` : safe;
  return `"${inert.replace(/"/g, '""')}"`;
}

/** XML text or attribute value (XML 1.0 section 2.4). */
export function xml(text: string): string {
  return visible(text)
    .replace(/[\ufffe\uffff]/g, '\ufffd')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/'/g, '&#39;');
}

/** HTML text or quoted attribute value. */
export function html(text: string): string {
  return visible(text).replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;').replace(/'/g, '&#39;');
}

/** Inline Markdown, also inside a table cell (CommonMark section 2.4). */
export function markdown(text: string): string {
  return visible(text)
    .replace(/[\\`*_{}[\]<>#|~!&]/g, '\\$&')
    .replace(/(https?|ftp|www)(:|\.)/gi, (_whole, word: string, mark: string) => `${word}${mark === ':' ? '\\:' : '\\.'}`);
}

/** Inside a Markdown code span of one backtick. */
export function markdownCode(text: string): string {
  return `\`${visible(text).replace(/`/g, "'").replace(/\|/g, '\\|') || ' '}\``;
}

/** A TAP description (TAP 14): `#` and `\` are escaped. */
export function tap(text: string): string {
  return visible(text).replace(/\\/g, '\\\\').replace(/#/g, '\\#');
}

/** JSON text whose hidden characters, and what a build server would obey, are written as escapes: same value, nothing a terminal would act on. */
export function json(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent)
    .replace(HIDDEN, (character) => (character === '\n' ? character : coded(character)))
    .replace(BUILD_COMMAND, coded);
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
