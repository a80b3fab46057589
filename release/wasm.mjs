const HEADER_BYTES = 8;
const CUSTOM_SECTION = 0;

/** A WebAssembly module without its custom sections (Core Specification 2.5.1: names, debugging), which change nothing of what it does. */
export function withoutCustomSections(module) {
  const kept = [module.subarray(0, HEADER_BYTES)];
  for (let at = HEADER_BYTES; at < module.length; ) {
    const { value, end } = unsigned(module, at + 1);
    if (module[at] !== CUSTOM_SECTION) kept.push(module.subarray(at, end + value));
    at = end + value;
  }
  return Buffer.concat(kept);
}

/** LEB128 (5.2.2). */
function unsigned(bytes, start) {
  let value = 0;
  for (let at = start; ; at += 1) {
    value += (bytes[at] & 0x7f) * 2 ** (7 * (at - start));
    if (bytes[at] < 0x80) return { value, end: at + 1 };
  }
}
