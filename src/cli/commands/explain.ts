import { CAUSE_CODES, type Cause, isCause, layerOf } from '../../causes/index.ts';
import { causeList, causeMarkdown, causeMarkdownList, causeRecord, causeText } from '../../causes/render.ts';
import { UsageError } from '../../model/usage-error.ts';
import { didYouMean } from '../../text/suggest.ts';
import { parseArguments } from '../arguments/arguments.ts';
import type { CommandShape } from '../arguments/command-shape.ts';
import { oneOf } from '../arguments/one-of.ts';
import type { CommandRun, Io } from '../streams/io.ts';

const FORMATS = ['text', 'json', 'md'] as const;
type ExplainFormat = (typeof FORMATS)[number];

/** What it takes. */
export const SHAPE = {
  name: 'configmgr-preflight explain',
  usage: '[CAUSE|LAYER]... [options]',
  description: 'What a cause means, how it is told apart from its neighbours, who fixes it and with which words to ask.',
  groups: [],
  own: [['--format <format>', `${FORMATS.join(', ')} (default text)`]],
  examples: ['configmgr-preflight explain', 'configmgr-preflight explain tls.intercepted', 'configmgr-preflight explain proxy --format md'],
} as const satisfies CommandShape;

/** `explain [CAUSE|LAYER]... [--format text|json|md]`: causes in full; a layer, or nothing, lists codes with their titles. */
export const run: CommandRun = async (argv, io) => {
  const { words, format } = await read(argv, io);
  const codes = words.flatMap(codesOf);
  await io.out(
    codes.length > 0 && words.every(isCause) ? inFull(codes, format, io.terminal.columns) : list(codes, format, io.terminal.columns),
  );
  return 0;
};

async function read(argv: readonly string[], io: Io): Promise<{ readonly words: readonly string[]; readonly format: ExplainFormat }> {
  const { positional, flags } = await parseArguments(SHAPE, argv, io);
  const format = oneOf(flags.format ?? 'text', FORMATS, '--format');
  return { words: positional.map((word) => word.toLowerCase()), format };
}

function codesOf(word: string): readonly Cause[] {
  if (isCause(word)) return [word];
  const ofLayer = CAUSE_CODES.filter((code) => layerOf(code) === word);
  if (ofLayer.length > 0) return ofLayer;
  throw new UsageError(`there is no cause "${shown(word)}"`, {
    hint: didYouMean(word, CAUSE_CODES) ?? '`explain` alone lists all causes',
  });
}

function shown(word: string): string {
  return word.replace(/[^\x20-\x7e]/g, '?').slice(0, 60);
}

function inFull(codes: readonly Cause[], format: ExplainFormat, width: number): string {
  if (format === 'json') return json(codes.length === 1 ? causeRecord(codes[0] as Cause) : codes.map(causeRecord));
  return codes.map((code) => (format === 'md' ? causeMarkdown(code) : causeText(code, width))).join('\n');
}

function list(codes: readonly Cause[], format: ExplainFormat, width: number): string {
  const all = codes.length === 0 ? CAUSE_CODES : codes;
  if (format === 'json') return json(all.map(causeRecord));
  return format === 'md' ? causeMarkdownList(all) : causeList(all, width);
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
