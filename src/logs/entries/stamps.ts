import type { LogEntry } from './entry.ts';

/** What a stamp says of its entry. */
export type Stamp = Pick<LogEntry, 'component' | 'thread' | 'time' | 'localTime' | 'zoneKnown' | 'severity'>;
type Clock = Pick<Stamp, 'time' | 'localTime' | 'zoneKnown'>;

const NO_CLOCK: Clock = { time: null, localTime: null, zoneKnown: false };
/** A day is the most that a time zone can be away, with room to spare. */
const MAX_BIAS_MINUTES = 24 * 60;
const MAX_NAME = 100;

/**
 * `time` and `date` of the CMTrace format, `HH:mm:ss.fff+300` and `MM-dd-yyyy`. The bias is that of Windows (TIME_ZONE_INFORMATION: UTC is local time
 * plus bias, in minutes), so Adelaide has -570 and New York in summer +240. Scripts of administrators put a blank before it.
 */
export function cmtraceClock(date: string, time: string): Clock {
  const [, month, day, year] = /^(\d{1,2})-(\d{1,2})-(\d{4})$/.exec(date.trim()) ?? [];
  const [, hour, minute, second, fraction, sign, bias] =
    /^(\d{1,2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?(?: ?([+\u2012-\u2015\u2212-]{1,2})(\d{1,4}))?$/.exec(time.trim()) ?? [];
  return clock([year, month, day, hour, minute, second], fraction, signed(sign, bias));
}

/** `+-120`, as some components write a bias of -120: the sign next to the number counts. Typographic dashes are minus signs. */
function signed(sign: string | undefined, bias: string | undefined): string | undefined {
  return bias === undefined ? undefined : `${sign?.at(-1) === '+' ? '+' : '-'}${bias}`;
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** `Wed May 21 17:09:02 1997~`, as old components and status messages write it; `isUtc` where the field says so by its name. */
export function writtenClock(text: string, isUtc: boolean): Clock {
  const [, name, day, hour, minute, second, fraction, year, bias] =
    /^(?:[a-z]{3} +)?([a-z]{3}) +(\d{1,2}) +(\d{1,2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))? +(\d{4})([+-]\d{1,4})?~?$/i.exec(text.trim()) ?? [];
  const month = MONTHS.indexOf((name ?? '').toLowerCase()) + 1;
  return clock([year, String(month), day, hour, minute, second], fraction, isUtc ? '+0' : bias);
}

function clock(parts: readonly (string | undefined)[], fraction = '', bias?: string): Clock {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.map((part) =>
    part === undefined ? Number.NaN : Number(part),
  );
  const millisecond = Number(fraction.slice(0, 3).padEnd(3, '0'));
  const local = Date.UTC(year, month - 1, day, hour, minute, second, millisecond);
  const minutes = bias === undefined ? 0 : Number(bias);
  const isTime = hour < 24 && minute < 60 && second < 60 && Math.abs(minutes) <= MAX_BIAS_MINUTES;
  // A day that does not exist, such as 02-30, would become another one.
  if (!Number.isFinite(local) || !isTime || new Date(local).getUTCDate() !== day || month < 1 || month > 12) return NO_CLOCK;
  const written = minutes === 0 || bias === undefined ? undefined : localText(year, month, day, hour, minute, second);
  const time = new Date(local + minutes * 60_000).toISOString();
  return { time, localTime: written ?? time.slice(0, 19), zoneKnown: bias !== undefined };
}

function localText(...[year, month, day, hour, minute, second]: readonly number[]): string {
  return `${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${two(second)}`;
}

function two(number = 0): string {
  return number < 10 ? `0${number}` : String(number);
}

const SEVERITIES: ReadonlyMap<string, Stamp['severity']> = new Map([
  ['1', 'information'],
  ['2', 'warning'],
  ['3', 'error'],
  ['I', 'information'],
  ['W', 'warning'],
  ['E', 'error'],
]);

/** Quotation marks, what blog engines make of them, and with the backslash of a text that was quoted as a whole. */
const QUOTED =
  /([a-z]{1,20})=\\?["'\u2018-\u201f\u2032\u2033\u2035\u2036\u00ab\u00bb]([^"'\\\u2018-\u201f\u2032\u2033\u2035\u2036\u00ab\u00bb]*)\\?["'\u2018-\u201f\u2032\u2033\u2035\u2036\u00ab\u00bb]/gi;

/** The attributes behind `]LOG]!>`, in whatever order: `<time="..." date="..." component="..." context="" type="1" thread="1" file="a:1">`. */
export function attributeStamp(attributes: string): Stamp {
  const values = new Map([...attributes.matchAll(QUOTED)].map(([, name = '', value = '']) => [name.toLowerCase(), value]));
  return {
    component: named(values.get('component')),
    thread: threadOf(values.get('thread')),
    severity: SEVERITIES.get(values.get('type') ?? '') ?? null,
    ...cmtraceClock(values.get('date') ?? '', values.get('time') ?? ''),
  };
}

/** The end of a line of the server's own format: `$$<COMPONENT><MM-dd-yyyy HH:mm:ss.fff+300><thread=4924 (0x133C)>`, the thread may be missing. */
export function trailerStamp(trailer: string): Stamp | undefined {
  const [whole, component, written = '', thread] = /^\$\$<([^<>]*)><([^<>]*)>(?:<thread=([^<>]*)>)?\s*$/i.exec(trailer) ?? [];
  if (whole === undefined) return undefined;
  const [date = '', ...time] = written.trim().split(/\s+/);
  const modern = cmtraceClock(date, time.join(' '));
  return {
    component: named(component),
    thread: threadOf(thread),
    severity: null,
    ...(modern.time === null ? writtenClock(written, false) : modern),
  };
}

/** A status message as the server logs it: `STATMSG: ID=11412 SEV=E ... COMP="..." ... TID=4888 GMTDATE=Thu Mar 14 19:07:11.020 2024 ISTR0=""`. */
export function statusMessageStamp(text: string): Stamp | undefined {
  if (!text.startsWith('STATMSG:')) return undefined;
  const value = (pattern: RegExp): string | undefined => pattern.exec(text)?.[1];
  return {
    component: named(value(/\bCOMP="([^"]*)"/)),
    thread: threadOf(value(/\bTID=(\d{1,10})\b/)),
    severity: SEVERITIES.get(value(/\bSEV=([EWI])\b/) ?? '') ?? null,
    ...writtenClock(value(/\bGMTDATE=([A-Za-z0-9:. ]{10,40}?\b\d{4})\b(?!:)/) ?? '', true),
  };
}

function named(text: string | undefined): string | null {
  const name = (text ?? '').trim().slice(0, MAX_NAME);
  return name === '' ? null : name;
}

function threadOf(text: string | undefined): string | null {
  return named((text ?? '').replace(/\(0x[0-9a-f]+\)\s*$/i, ''));
}
