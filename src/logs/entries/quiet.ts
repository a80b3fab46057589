/** A line that is one whole entry with a usual stamp, found without an expression: where its text is, and where its stamp. */
export interface WholeLine {
  readonly textFrom: number;
  readonly textTo: number;
  readonly stampFrom: number;
}

export const OPEN = '<![LOG[';
export const CLOSE = ']LOG]!>';
const [DASH, COLON, DOT, PLUS, BLANK, END, BEGIN, DOLLAR] = [45, 58, 46, 43, 32, 62, 60, 36];
const TIME = '<time="';

/** One entry in one line, in either format, with time zone. Undefined: the line has to be looked at more closely. */
export function wholeLine(line: string): WholeLine | undefined {
  if (line.charCodeAt(line.length - 1) !== END) return undefined;
  return line.startsWith(OPEN) ? cmtrace(line) : server(line);
}

function cmtrace(line: string): WholeLine | undefined {
  const close = line.indexOf(CLOSE, OPEN.length);
  if (close < 0) return undefined;
  const stamp = close + CLOSE.length;
  if (!line.startsWith(TIME, stamp) || line.indexOf('>', stamp) !== line.length - 1) return undefined;
  return isZone(line.charCodeAt(stamp + 19)) && line.charCodeAt(stamp + 15) === DOT
    ? { textFrom: OPEN.length, textTo: close, stampFrom: stamp }
    : undefined;
}

function server(line: string): WholeLine | undefined {
  const stamp = line.lastIndexOf('$$<');
  if (stamp < 0 || line.startsWith('STATMSG:') || line.includes(OPEN)) return undefined;
  const time = line.indexOf('><', stamp) + 2;
  if (time < 2) return undefined;
  const isUsual =
    line.charCodeAt(time + 2) === DASH &&
    line.charCodeAt(time + 5) === DASH &&
    line.charCodeAt(time + 10) === BLANK &&
    line.charCodeAt(time + 13) === COLON &&
    line.charCodeAt(time + 19) === DOT &&
    isZone(line.charCodeAt(time + 23)) &&
    line.charCodeAt(time + 24) !== DASH;
  return isUsual ? { textFrom: 0, textTo: stamp, stampFrom: stamp } : undefined;
}

/** Is this, from `stamp` to the end of a line, a usual stamp of the first format? The same test as for a text, on bytes. */
export function isUsualStamp(bytes: Uint8Array, stamp: number, to: number): boolean {
  for (let index = 0; index < TIME.length; index += 1) if (bytes[stamp + index] !== TIME.charCodeAt(index)) return false;
  return bytes.indexOf(END, stamp) === to - 1 && isZone(bytes[stamp + 19]) && bytes[stamp + 15] === DOT;
}

/** The same of the server's format. */
export function isUsualServerStamp(bytes: Uint8Array, stamp: number, to: number): boolean {
  const component = bytes.indexOf(END, stamp);
  const time = component + 2;
  if (component < 0 || bytes[to - 1] !== END || bytes[component + 1] !== BEGIN || time + 24 >= to) return false;
  for (let at = stamp + 2; at < to; at += 1) if (bytes[at] === DOLLAR) return false;
  return (
    bytes[time + 2] === DASH &&
    bytes[time + 5] === DASH &&
    bytes[time + 10] === BLANK &&
    bytes[time + 13] === COLON &&
    bytes[time + 19] === DOT &&
    isZone(bytes[time + 23]) &&
    bytes[time + 24] !== DASH
  );
}

function isZone(code: number | undefined): boolean {
  return code === PLUS || code === DASH;
}
