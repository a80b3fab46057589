// For helper processes only: a wrong pointer ends the process that has it.
import { join } from 'node:path';

interface Ffi {
  dlopen(
    path: string,
    functions: object,
  ): { readonly functions: Readonly<Record<string, (...given: readonly unknown[]) => number | bigint>> };
  getRawPointer(bytes: Buffer): bigint;
  toBuffer(address: bigint, length: number): Buffer;
}

function isFfi(value: unknown): value is Ffi {
  return typeof value === 'object' && value !== null && 'dlopen' in value && 'getRawPointer' in value && 'toBuffer' in value;
}

// Not among the types of the oldest Node that the program runs on.
const ffi: unknown = process.getBuiltinModule('node:ffi');
if (!isFfi(ffi)) throw new Error('this Node has no node:ffi');
const { dlopen, getRawPointer, toBuffer } = ffi;

/** Types of one function: of its arguments, then of what it returns. */
type Signature = readonly [given: readonly string[], returned: string];

/** Functions of a library of Windows' own folder. Calling one that was not named throws. */
export function libraryOf(
  file: string,
  signatures: Readonly<Record<string, Signature>>,
): (name: string, ...given: readonly unknown[]) => number | bigint {
  const wanted = Object.entries(signatures).map(([name, [given, returned]]) => [name, { arguments: given, return: returned }]);
  const { functions } = dlopen(join(process.env.SystemRoot ?? 'C:\\Windows', 'System32', file), Object.fromEntries(wanted));
  return (name, ...given) => {
    const call = functions[name];
    if (call === undefined) throw new Error(`${file} has no ${name}`);
    return call(...given);
  };
}

/** Argument types of a Windows function that takes that many addresses. */
export function pointers(count: number): readonly string[] {
  return Array.from({ length: count }, () => 'pointer');
}

/** A block that Windows writes into or reads, and the address of its first byte. It must be held for as long as Windows uses it. */
export function allocate(bytes: number): { readonly bytes: Buffer; readonly address: bigint } {
  const block = Buffer.alloc(bytes);
  return { bytes: block, address: getRawPointer(block) };
}

/** The address of a block's first byte. */
export function addressOf(block: Buffer): bigint {
  return getRawPointer(block);
}

/** A copy of bytes that Windows holds. */
export function bytesAt(address: bigint, length: number): Buffer {
  return Buffer.from(toBuffer(address, length));
}

/** A string as functions whose names end with W take it. */
export function wide(text: string): Buffer {
  return Buffer.from(`${text}\0`, 'utf16le');
}

const kernel32 = libraryOf('kernel32.dll', { lstrlenW: [['pointer'], 'int32'], GetLastError: [[], 'uint32'] });
/** Longer ones are cut: nothing that is asked for is as long. */
const MOST_CHARACTERS = 32_768;

/** The string at an address; empty: there is none. */
export function textAt(address: bigint): string {
  if (address === 0n) return '';
  const length = Math.min(Number(kernel32('lstrlenW', address)), MOST_CHARACTERS);
  return length === 0 ? '' : bytesAt(address, 2 * length).toString('utf16le');
}

/** The error of a function that says no more than that it failed; to be read at once after it. */
export function lastError(): number {
  return Number(kernel32('GetLastError'));
}

/** What a function of Windows refused. `code` is a system error code (winerror.h). */
export class WindowsFailure extends Error {
  readonly code: number;

  constructor(what: string, code: number) {
    super(`${what}: error ${code}`);
    this.name = 'WindowsFailure';
    this.code = code;
  }
}
