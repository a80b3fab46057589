import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { brotliDecompressSync } from 'node:zlib';

const MEMORY_SECTION = 5;
const PAGE_BYTES = 64 * 1024;
const HEADER_BYTES = 8;

/** The file of the QuickJS module beside the bundled program, compressed by Brotli (RFC 7932): the largest file of the package by far. */
export const PACKED_MACHINE = './quickjs.wasm.br';

/**
 * The QuickJS module with an upper bound on its memory. The package's own limit does not count what typed arrays take (quickjs-wasi 2.2), and its memory cannot be
 * handed in: so the bound is written into the module (WebAssembly Core Specification 5.5.8, memory section). Rejects when the module has another form. `packed`: its file,
 * already read.
 */
export async function limitedQuickJs(maxBytes: number, packed?: Uint8Array): Promise<Uint8Array> {
  return withMaximum(packed === undefined ? await machineModule() : brotliDecompressSync(packed), Math.floor(maxBytes / PAGE_BYTES));
}

/** Beside the program where it is bundled, else in its package. */
async function machineModule(): Promise<Uint8Array> {
  const beside = new URL(PACKED_MACHINE, import.meta.url);
  if (existsSync(beside)) return brotliDecompressSync(await readFile(beside));
  return readFile(new URL('../quickjs.wasm', import.meta.resolve('quickjs-wasi')));
}

/** The module with `maxPages` in its memory section, which has to declare one memory without a maximum. */
export function withMaximum(module: Uint8Array, maxPages: number): Uint8Array {
  let at = HEADER_BYTES;
  while (at < module.length) {
    const size = unsigned(module, at + 1);
    const end = size.end + size.value;
    if (module[at] === MEMORY_SECTION) {
      const [count, flags] = module.subarray(size.end, size.end + 2);
      if (count !== 1 || flags !== 0) break;
      const limits = [1, 1, ...encoded(unsigned(module, size.end + 2).value), ...encoded(maxPages)];
      const section = Uint8Array.from([MEMORY_SECTION, ...encoded(limits.length), ...limits]);
      return Buffer.concat([module.subarray(0, at), section, module.subarray(end)]);
    }
    at = end;
  }
  throw new Error('the QuickJS module declares its memory in a form that is not known');
}

/** LEB128, as WebAssembly writes numbers (5.2.2). */
function unsigned(bytes: Uint8Array, start: number): { readonly value: number; readonly end: number } {
  let value = 0;
  for (let at = start; at < start + 5; at += 1) {
    const byte = bytes[at] ?? 0;
    value += (byte & 0x7f) * 2 ** (7 * (at - start));
    if (byte < 0x80) return { value, end: at + 1 };
  }
  throw new Error('a number of the QuickJS module has no end');
}

function encoded(value: number): readonly number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...encoded(Math.floor(value / 0x80))];
}
