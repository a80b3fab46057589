import { remembered } from '../../text/remembered.ts';
import { attributeStamp, cmtraceClock, type Stamp, trailerStamp } from './stamps.ts';

/** Of a stamp: where its time of day begins, `14:03:27.512`, and the stamp without the minutes, seconds and fraction, which alone change from entry to entry. */
interface Hour {
  readonly before: string;
  readonly after: string;
  readonly time: string;
  readonly localTime: string;
  readonly stamp: Stamp;
}

/** `:03:27.512`. */
const TAIL_LENGTH = 10;
const [LOWEST, HIGHEST] = [codesOf(':00:00.000'), codesOf(':59:59.999')];
const HOUR_LENGTH = 2;
/** Hours of components and threads that are at work at the same time. */
const KEPT_HOURS = 1024;

function codesOf(text: string): readonly number[] {
  return [...text].map((letter) => letter.charCodeAt(0));
}

/**
 * Stamps of whole lines (`wholeLine`) read quickly: of entries of the same hour, component and thread only minutes, seconds and fraction are looked at. What that cannot be
 * done with is read as ever. Undefined: it is no stamp.
 */
export function usualStamps(): (stamp: string) => Stamp | undefined {
  let last: Hour | undefined;
  const hourOf = remembered((stamp: string) => ({ hour: hourOfStamp(stamp) }), KEPT_HOURS);
  return (stamp) => {
    const at = timeOf(stamp);
    const isSame = last !== undefined && at === last.before.length && stamp.startsWith(last.before) && stamp.endsWith(last.after);
    if (!isTail(stamp, at) || (isSame && stamp.length !== at + TAIL_LENGTH + (last?.after.length ?? 0))) return slowStamp(stamp);
    const hour = isSame ? last : hourOf(`${stamp.slice(0, at)}:00:00.000${stamp.slice(at + TAIL_LENGTH)}`).hour;
    if (hour === undefined) return slowStamp(stamp);
    last = hour;
    const tail = stamp.slice(at, at + TAIL_LENGTH);
    return {
      component: hour.stamp.component,
      thread: hour.stamp.thread,
      time: `${hour.time}${tail}Z`,
      localTime: hour.localTime + tail.slice(0, 6),
      zoneKnown: true,
      severity: hour.stamp.severity,
    };
  };
}

function slowStamp(stamp: string): Stamp | undefined {
  return stamp.startsWith('$$<') ? trailerStamp(stamp) : attributeStamp(stamp);
}

/** Where minutes begin, with their colon. */
function timeOf(stamp: string): number {
  return stamp.startsWith('$$<') ? stamp.indexOf('><') + '><MM-dd-yyyy HH'.length : '<time="HH'.length;
}

function isTail(stamp: string, at: number): boolean {
  for (let index = 0; index < TAIL_LENGTH; index += 1) {
    const code = stamp.charCodeAt(at + index);
    if (!(code >= (LOWEST[index] ?? 0) && code <= (HIGHEST[index] ?? 0))) return false;
  }
  return true;
}

/** The stamp of the full hour; undefined where the zone is not one of whole hours, or it is no time. */
function hourOfStamp(stamp: string): Hour | undefined {
  const at = timeOf(stamp);
  const read = slowStamp(stamp);
  if (read?.time?.slice(14) !== '00:00.000Z' || !read.zoneKnown || read.localTime === null) return undefined;
  // A time that is found at another place of the stamp is not the one that was looked at.
  const clock = cmtraceClock(...usualClock(stamp, at));
  if (clock.time !== read.time) return undefined;
  const [before, after] = [stamp.slice(0, at), stamp.slice(at + TAIL_LENGTH)];
  return { before, after, time: read.time.slice(0, 13), localTime: read.localTime.slice(0, 13), stamp: read };
}

function usualClock(stamp: string, at: number): readonly [date: string, time: string] {
  const from = at - HOUR_LENGTH;
  if (!stamp.startsWith('$$<')) return [/ date="([\d-]{8,10})"/.exec(stamp)?.[1] ?? '', /^[^"]{1,40}/.exec(stamp.slice(from))?.[0] ?? ''];
  return [stamp.slice(from - 11, from - 1), /^[^>]{1,40}/.exec(stamp.slice(from))?.[0] ?? ''];
}
