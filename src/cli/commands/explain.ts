import { parseArgs } from 'node:util';
import { didYouMean } from '../../catalog/suggest.ts';
import { CAUSE_CODES, type Cause, isCause, layerOf } from '../../causes/index.ts';
import { causeList, causeMarkdown, causeMarkdownList, causeRecord, causeText } from '../../causes/render.ts';
import { UsageError } from '../../usage-error.ts';
import type { CommandRun } from '../io.ts';

const FORMATS = ['text', 'json', 'md'] as const;
type ExplainFormat = (typeof FORMATS)[number];

/** `explain [CAUSE|LAYER]... [--format text|json|md]`: causes in full; a layer, or nothing, lists codes with their titles. */
export const run: CommandRun = async (argv, io) => {
  const { words, format } = read(argv);
  const codes = words.flatMap(codesOf);
  await io.out(
    codes.length > 0 && words.every(isCause) ? inFull(codes, format, io.terminal.columns) : list(codes, format, io.terminal.columns),
  );
  return 0;
};

function read(argv: readonly string[]): { readonly words: readonly string[]; readonly format: ExplainFormat } {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      options: { format: { type: 'string', default: 'text' } },
      allowPositionals: true,
    });
    const format = FORMATS.find((known) => known === values.format);
    if (format === undefined)
      throw new UsageError(`explain has no format "${shown(values.format)}"`, {
        hint: didYouMean(values.format, FORMATS) ?? `formats: ${FORMATS.join(', ')}`,
      });
    return { words: positionals.map((word) => word.toLowerCase()), format };
  } catch (error) {
    if (error instanceof UsageError || !isArgumentError(error)) throw error;
    throw new UsageError(error.message.split('. ')[0] ?? 'wrong arguments', {
      hint: 'usage: explain [CAUSE|LAYER]... [--format text|json|md]',
    });
  }
}

function isArgumentError(error: unknown): error is Error {
  return error instanceof Error && String((error as { code?: unknown }).code).startsWith('ERR_PARSE_ARGS_');
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
