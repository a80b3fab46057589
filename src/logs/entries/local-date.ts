/** Which of day and month a date with two numbers under 13 begins with. */
export type DateOrder = 'day first' | 'month first';

/** A date and a time as a person's regional settings write them, found in the middle of a line. */
export interface LocalTime {
  /** ISO 8601, the local time as written; null for a day that does not exist. */
  readonly time: string | null;
  /** What the date itself shows of the order, where it shows it. */
  readonly order?: DateOrder;
  /** Only a guess tells day from month. */
  readonly isGuess: boolean;
  readonly from: number;
  readonly to: number;
}

const WRITTEN =
  /(?<![\d.:/-])(\d{1,4})([./-]) ?(\d{1,2})\2 ?(\d{1,4})\.?,?(?: |T|\t)[ \t]{0,3}(\d{1,2})[:.](\d{2})[:.](\d{2})(?:[.,:](\d{1,7}))?(?: ?([ap])\.? ?m\.?(?![a-z]))?/i;
/** Direction marks and narrow blanks that Windows puts into dates. */
const MARKS = /[\u200e\u200f\u202f\u00a0]/g;

/**
 * The first date with a time in a text, whatever the region: `8/2/2016 2:20:24 PM`, `02/07/2018 14:24:06`, `02.07.2018 14:24:06`, `2018-07-02 14:24:06`.
 * Day and month are told apart by the numbers, by the separator (a dot is day first) or by the clock (AM and PM mostly go with month first); `known`
 * is what earlier dates of the same text have shown.
 */
export function localTimeIn(text: string, known: DateOrder | undefined): LocalTime | undefined {
  const found = WRITTEN.exec(text);
  if (found === null) return undefined;
  const [whole, a = '', separator, b = '', c = '', hour, minute, second, fraction = '', half] = found;
  const numbers = [Number(a), Number(b), Number(c)] as const;
  const isYearFirst = a.length === 4;
  if (!isYearFirst && c.length !== 4 && c.length !== 2) return undefined;
  const order = isYearFirst ? undefined : shownOrder(numbers, separator);
  const chosen = order ?? known ?? (half === undefined ? 'day first' : 'month first');
  const year = isYearFirst ? numbers[0] : c.length === 2 ? 2000 + numbers[2] : numbers[2];
  const [month, day] = isYearFirst
    ? [numbers[1], numbers[2]]
    : chosen === 'month first'
      ? [numbers[0], numbers[1]]
      : [numbers[1], numbers[0]];
  const clock = Number(hour);
  const hours = half === undefined ? clock : (clock % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
  return {
    time: isoOf([year, month, day, hours, Number(minute), Number(second)], fraction),
    ...(order === undefined ? {} : { order }),
    isGuess: !isYearFirst && order === undefined && known === undefined && numbers[0] !== numbers[1],
    from: found.index,
    to: found.index + whole.length,
  };
}

/** A text without the marks that are put around parts of dates. */
export function withoutMarks(text: string): string {
  return text.replace(MARKS, (mark) => (mark === '\u202f' || mark === '\u00a0' ? ' ' : ''));
}

function shownOrder([a, b]: readonly [number, number, number], separator: string | undefined): DateOrder | undefined {
  if (a > 12) return 'day first';
  if (b > 12) return 'month first';
  return separator === '.' ? 'day first' : undefined;
}

/** Null for what is no time of a day that exists. */
export function isoOf(
  [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0]: readonly number[],
  fraction: string,
): string | null {
  const at = Date.UTC(year, month - 1, day, hour, minute, second, Number(fraction.slice(0, 3).padEnd(3, '0')));
  const isTime = hour < 24 && minute < 60 && second < 60 && month >= 1 && month <= 12;
  return !isTime || !Number.isFinite(at) || new Date(at).getUTCDate() !== day ? null : new Date(at).toISOString();
}

/** A time as it was written, without the zone that nobody knows. */
export function localOf(time: string | null): string | null {
  return time === null ? null : time.slice(0, 19);
}
