/** 1980-01-01, the first day that ZIP knows, as MS-DOS time and date. */
const NO_TIME = [0x00, 0x00, 0x21, 0x00] as const;
const END = 0x06054b50;
const ENTRY = 0x02014b50;

/**
 * The same ZIP archive with all times set to 1980-01-01, so that equal contents are equal bytes (APPNOTE 6.3.10 sections 4.3.7, 4.3.12 and 4.3.16; without
 * ZIP64, whose limits a sheet never reaches). An archive that is not understood comes back as it is.
 */
export function withoutTimes(archive: Uint8Array): Uint8Array {
  const copy = archive.slice();
  const view = new DataView(copy.buffer);
  const end = copy.length - 22;
  if (end < 0 || view.getUint32(end, true) !== END) return archive;
  let at = view.getUint32(end + 16, true);
  for (let left = view.getUint16(end + 10, true); left > 0; left--) {
    if (at + 46 > copy.length || view.getUint32(at, true) !== ENTRY) return archive;
    copy.set(NO_TIME, at + 12);
    copy.set(NO_TIME, view.getUint32(at + 42, true) + 10);
    at += 46 + view.getUint16(at + 28, true) + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return copy;
}
