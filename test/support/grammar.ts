import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import treeSitter, { type Node } from '@vscode/tree-sitter-wasm';

const { Language, Parser } = treeSitter;
// The optimising compiler takes half a minute over a grammar's automaton, which reads these texts in milliseconds without it, and the process would wait for it at its end.
setFlagsFromString('--liftoff-only');
const folder = dirname(createRequire(import.meta.url).resolve('@vscode/tree-sitter-wasm'));

/** What a grammar does not understand of a text, as `line:column text`; empty: it is well formed. Grammars are those that an editor colours by. */
export async function strangeTo(language: 'powershell' | 'c-sharp', text: string): Promise<readonly string[]> {
  await Parser.init();
  const parser = new Parser();
  parser.setLanguage(await Language.load(join(folder, `tree-sitter-${language}.wasm`)));
  const tree = parser.parse(text);
  if (tree === null) return ['not parsed at all'];
  const strange: string[] = [];
  const visit = (node: Node): void => {
    if (node.isError || node.isMissing)
      strange.push(`${node.startPosition.row + 1}:${node.startPosition.column + 1} ${node.text.slice(0, 80)}`);
    else for (const child of node.children) if (child !== null) visit(child);
  };
  visit(tree.rootNode);
  return strange;
}
