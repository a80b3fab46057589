import { OWNER_WORDS } from '../model/owner.ts';
import { type Cause, causeInfo, layerOf } from './index.ts';

/** Lines longer than this are hard to read, however wide the terminal is. */
const MAX_WIDTH = 100;
const MIN_WIDTH = 30;

/** One cause in full, wrapped to `width` columns; ends with a newline. */
export function causeText(code: Cause, width: number): string {
  const info = causeInfo(code);
  const columns = Math.max(MIN_WIDTH, Math.min(width, MAX_WIDTH));
  const part = (heading: string, body: string): string => `${heading}\n${wrap(body, columns, '  ')}\n`;
  return [
    `${wrap(`${code}: ${info.title}`, columns, '')}\n`,
    part('What it means', info.meaning),
    part('How it is told apart', info.detection),
    part('Who can fix it', ownerWords(code)),
    part('What to ask', info.ask),
    `References\n${info.references.map((reference) => wrap(reference, columns, '    ', '  - ')).join('\n')}\n`,
  ].join('\n');
}

/** Codes with their titles, by layer; ends with a newline. */
export function causeList(codes: readonly Cause[], width: number): string {
  const columns = Math.max(MIN_WIDTH, Math.min(width, MAX_WIDTH));
  const longest = Math.max(...codes.map((code) => code.length));
  const hanging = columns >= longest + 25 ? ' '.repeat(longest + 4) : '      ';
  return layersOf(codes)
    .map(({ layer, own }) => {
      const rows = own.map((code) => wrap(causeInfo(code).title, columns, hanging, `  ${code.padEnd(longest)}  `));
      return `${layer}\n${rows.join('\n')}\n`;
    })
    .join('\n');
}

/** The same facts as a JSON value: one object a cause. */
export function causeRecord(code: Cause): Readonly<Record<string, unknown>> {
  const { owner, title, meaning, detection, ask, references } = causeInfo(code);
  return { code, layer: layerOf(code), owner, title, meaning, detection, ask, references };
}

/** One cause as Markdown, heading included; ends with a newline. */
export function causeMarkdown(code: Cause): string {
  const info = causeInfo(code);
  const references = info.references.map((reference) => {
    const at = reference.indexOf(': https://');
    return `- [${reference.slice(0, at)}](${reference.slice(at + 2)})`;
  });
  return `## \`${code}\`: ${info.title}

${info.meaning}

**How it is told apart.** ${info.detection}

**Who can fix it.** ${ownerWords(code)}

**What to ask.** ${info.ask}

${references.join('\n')}
`;
}

/** Codes and titles as a Markdown table; ends with a newline. */
export function causeMarkdownList(codes: readonly Cause[]): string {
  const rows = codes.map((code) => `| \`${code}\` | ${causeInfo(code).title} | \`${causeInfo(code).owner}\` |`);
  return `| Cause | Meaning | Owner |\n| --- | --- | --- |\n${rows.join('\n')}\n`;
}

function layersOf(codes: readonly Cause[]): readonly { readonly layer: string; readonly own: readonly Cause[] }[] {
  const layers = [...new Set(codes.map(layerOf))];
  return layers.map((layer) => ({ layer, own: codes.filter((code) => layerOf(code) === layer) }));
}

function ownerWords(code: Cause): string {
  const { owner, ownerFor } = causeInfo(code);
  const words = `Usually \`${owner}\`: ${OWNER_WORDS[owner].who}.`;
  return ownerFor === undefined ? words : `${words} The finding names another owner where the evidence points to one.`;
}

/** Words filled into lines of `columns`; a word that is longer than a line stays whole, so that addresses can be copied. */
function wrap(text: string, columns: number, indent: string, first = indent): string {
  const lines: string[] = [];
  let line = first;
  let empty = true;
  for (const word of text.split(' ')) {
    const wider = empty ? `${line}${word}` : `${line} ${word}`;
    if (!empty && wider.length > columns) {
      lines.push(line);
      line = `${indent}${word}`;
    } else line = wider;
    empty = false;
  }
  return [...lines, line].join('\n');
}
