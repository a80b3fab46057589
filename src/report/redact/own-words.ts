import { CAUSES } from '../../causes/index.ts';
import { refusalWords } from '../../causes/logon-refusals.ts';
import { OWNER_WORDS } from '../../model/owner.ts';

/** Words of letters, each as it stands in a text. */
const WORD = /\p{L}{3,40}/gu;

/** The words that the program itself writes its sentences with. */
function ownWords(): ReadonlySet<string> {
  return new Set(texts().flatMap((text) => text.match(WORD) ?? []));
}

function texts(): readonly string[] {
  const causes = Object.values(CAUSES).flatMap(({ title, meaning, detection, ask }) => [title, meaning, detection, ask]);
  return [...causes, ...refusalWords(), ...Object.values(OWNER_WORDS).flatMap((words) => Object.values(words).map(String))];
}

/**
 * A sentence of ours without secrets in the values that it quotes. A password that is a word of the program's own is left where it stands as that word: it tells
 * nothing there, and stars would tell that it is the password.
 */
export function maskSentence(sentence: string, mask: (text: string) => string): string {
  if (mask(sentence) === sentence) return sentence;
  const words = ownWords();
  const kept: string[] = [];
  const marked = sentence.replace(WORD, (word) => {
    if (!words.has(word) || mask(word) === word) return word;
    kept.push(word);
    return `\uE000${kept.length - 1}\uE001`;
  });
  return mask(marked).replace(/\uE000(\d{1,6})\uE001/g, (_, index: string) => kept[Number(index)] ?? '***');
}
