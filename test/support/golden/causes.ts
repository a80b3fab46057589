import { CAUSE_CODES, layerOf } from '../../../src/causes/index.ts';
import { causeMarkdown, causeMarkdownList } from '../../../src/causes/render.ts';

/** docs/causes.md: what `explain --format md` prints, the list first, then every cause below an anchor of its code. */
export function causesPage(): string {
  const layers = [...new Set(CAUSE_CODES.map(layerOf))];
  const list = layers.map((layer) => {
    const table = causeMarkdownList(CAUSE_CODES.filter((code) => layerOf(code) === layer));
    return `### ${layer}\n\n${table.replace(/^\| `([^`]+)`/gm, '| [`$1`](#$1)')}`;
  });
  return `<!-- Made by \`npm run golden\` from src/causes; edit the texts there. -->

# Causes

Findings name their cause with one of these ${CAUSE_CODES.length} codes; the first word is the layer. \`configmgr-preflight explain CAUSE\` prints the same text.

## All causes

${list.join('\n')}
${CAUSE_CODES.map((code) => `<a id="${code}"></a>\n\n${causeMarkdown(code)}`).join('\n')}`;
}
