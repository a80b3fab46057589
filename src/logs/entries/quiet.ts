/** A line that is one whole entry with a usual stamp, found without an expression: where its text is, and where its stamp. */
export interface WholeLine {
  readonly textFrom: number;
  readonly textTo: number;
  readonly stampFrom: number;
}

export const OPEN = '<![LOG[';
export const CLOSE = ']LOG]!>';
const [DASH, COLON, DOT, PLUS, BLANK, END] = [45, 58, 46, 43, 32, 62];

/** One entry in one line, in either format, with time zone. Undefined: the line has to be looked at more closely. */
export function wholeLine(line: string): WholeLine | undefined {
  if (line.charCodeAt(line.length - 1) !== END) return undefined;
  return line.startsWith(OPEN) ? cmtrace(line) : server(line);
}

function cmtrace(line: string): WholeLine | undefined {
  const close = line.indexOf(CLOSE, OPEN.length);
  if (close < 0) return undefined;
  const stamp = close + CLOSE.length;
  if (!line.startsWith('<time="', stamp) || line.indexOf('>', stamp) !== line.length - 1) return undefined;
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

function isZone(code: number): boolean {
  return code === PLUS || code === DASH;
}
