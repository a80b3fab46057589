import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageRoot } from './package-root.ts';

/**
 * Where `npm run golden` puts what the YAML library makes of the shipped files: SHA-256 of the file's bytes → value. In a release `fingerprints` holds
 * all their rules, held to their schemas, and the files themselves are not there.
 */
export const PARSED_FILE = 'endpoints/shipped.parsed.json';

type ParsedFiles = ReadonlyMap<string, unknown>;
let parsedFiles: Promise<ParsedFiles> | undefined;

/** SHA-256 of a file's bytes, lower-case hexadecimal. */
export function sha256Of(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/**
 * The value of a YAML file with these bytes when it is a shipped one that has not been changed since it was parsed; undefined for any other file. Parsing
 * the shipped files takes a quarter of the program's start. The value is held to its schema as any other.
 */
export async function parsedValue(sha256: string): Promise<unknown> {
  parsedFiles ??= readParsed();
  return (await parsedFiles).get(sha256);
}

/** The same by the file's path in the package. */
export async function shippedValue(path: string): Promise<unknown> {
  return parsedValue(sha256Of(await shippedText(path)));
}

/** Without the file, and with one that was damaged, everything is parsed from YAML. */
async function readParsed(): Promise<ParsedFiles> {
  try {
    return new Map(Object.entries(JSON.parse(await readFile(join(packageRoot(), PARSED_FILE), 'utf8')) as Record<string, unknown>));
  } catch (error) {
    if (error instanceof SyntaxError || (error as { code?: unknown }).code === 'ENOENT') return new Map();
    throw error;
  }
}

/** A file that the package ships, by its path there. */
export function shippedBytes(path: string): Promise<Buffer> {
  return readFile(join(packageRoot(), path));
}

/** The text of a file that the package ships, by its path there (`scripts/tls.ps1`). Each is read once. */
export function shippedText(path: string): Promise<string> {
  const known = texts.get(path) ?? readFile(join(packageRoot(), path), 'utf8');
  texts.set(path, known);
  return known;
}
const texts = new Map<string, Promise<string>>();
