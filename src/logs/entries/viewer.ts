import { type DateOrder, localOf, localTimeIn, withoutMarks } from './local-date.ts';
import type { Stamp } from './stamps.ts';

/** A line that a person copied out of a log viewer, or that begins with its date. */
export interface ViewerLine {
  readonly text: string;
  readonly stamp: Stamp;
  /** Lines that follow without a stamp belong to it; otherwise those before it do. */
  readonly isDateFirst: boolean;
  readonly order?: DateOrder;
  readonly isGuess: boolean;
}

/** `4944 (0x1350)`, as the viewers write a thread; some only write the number. */
const THREAD = /^[ \t]*(?:(\d{1,10}) ?\(0x[0-9a-f]{1,8}\)|(\d{1,7}))[ \t]*$/i;
const LEADING_THREAD = /^[ \t]*(\d{1,10}) ?\(0x[0-9a-f]{1,8}\)(?:[ \t]+|$)/i;
/** What stands before a stamp when a search brought the line: `Dmpdownloader.log:123:`. */
const SEARCHED = /^(?:>[ \t]?)?(?:[a-z]:)?[^\s:<>"|?*]{1,200}\.lo[g_](?:[:-]\d{1,9}[:-]|:)[ \t]*/i;
const COMPONENT = /^[\p{L}\p{N}_][\p{L}\p{N}_ .-]{1,80}$/u;
const MAX_STAMP = 200;
const MAX_TRAILER = 400;

/**
 * A line of a viewer: `text <tab> component <tab> local date <tab> thread` as CMTrace, OneTrace and Support Center copy it (blanks where a forum
 * took the tabs), or date first. Undefined: it is neither.
 */
export function viewerLine(line: string, known: DateOrder | undefined): ViewerLine | undefined {
  if (!/\d:\d\d|\d\.\d\d\.\d\d/.test(line)) return undefined;
  return trailing(line, known) ?? leading(line, known);
}

/** Does a line begin with what a search puts before it? Then what follows. */
export function withoutSearchPrefix(line: string): string {
  return line.replace(SEARCHED, '');
}

function trailing(line: string, known: DateOrder | undefined): ViewerLine | undefined {
  const start = Math.max(0, line.length - MAX_TRAILER);
  const tail = withoutMarks(line.slice(start));
  const when = lastTime(tail, known);
  if (when === undefined) return undefined;
  const [, long, short] = THREAD.exec(tail.slice(when.to)) ?? [];
  const thread = long ?? short;
  if (thread === undefined || when.from === 0 || !/[ \t]$/.test(tail.slice(0, when.from))) return undefined;
  const before = `${line.slice(0, start)}${tail.slice(0, when.from)}`.trimEnd();
  const { text, component } = apart(before);
  // A bare number behind a date may be anything: only columns make it a thread.
  if (component === null || (long === undefined && !/\t| {2}/.test(tail))) return undefined;
  return {
    text,
    stamp: { component, thread, time: when.time, localTime: localOf(when.time), zoneKnown: false, severity: null },
    isDateFirst: false,
    isGuess: when.isGuess,
    ...(when.order === undefined ? {} : { order: when.order }),
  };
}

/** The time that stands nearest to the end. */
function lastTime(tail: string, known: DateOrder | undefined): ReturnType<typeof localTimeIn> {
  let [best, from]: [ReturnType<typeof localTimeIn>, number] = [undefined, 0];
  for (let looked = 0; looked < 8; looked += 1) {
    const found = localTimeIn(tail.slice(from), known);
    if (found === undefined) return best;
    best = { ...found, from: found.from + from, to: found.to + from };
    from = best.to;
  }
  return best;
}

/** Text and component: parted by a tab, by several blanks, or by the last blank before a name in capitals. */
function apart(before: string): { readonly text: string; readonly component: string | null } {
  const tab = before.lastIndexOf('\t');
  const wide = before.lastIndexOf('  ');
  const at = Math.max(tab, wide === -1 ? -1 : wide + 1);
  const column = before.slice(at + 1);
  if (at > 0 && COMPONENT.test(column)) return { text: before.slice(0, at).trimEnd(), component: column };
  const last = /(?:^|[ \t])([A-Z][A-Z0-9]*(?:_[A-Za-z0-9]+)+)$/.exec(before.slice(-MAX_STAMP));
  if (last?.[1] === undefined) return { text: before, component: null };
  return { text: before.slice(0, before.length - last[1].length).trimEnd(), component: last[1] };
}

/** `8/2/2016 2:20:24 PM  SMS_DMP_DOWNLOADER  7568 (0x1D90)  text`: component and thread in any order, each may be missing. */
function leading(line: string, known: DateOrder | undefined): ViewerLine | undefined {
  const clean = withoutMarks(withoutSearchPrefix(line).slice(0, MAX_STAMP));
  const begin = /^[\s"'[(<>]*(?:([A-Z][A-Z0-9]*(?:_[A-Za-z0-9]+)+)[ \t]+)?/.exec(clean);
  const offset = begin?.[0].length ?? 0;
  // `<08/02/18 14:20:24> text`, as the installers of roles write: month first, whatever the region.
  const isInstaller = /^<\d/.test(clean);
  const when = localTimeIn(clean.slice(offset), isInstaller ? 'month first' : known);
  if (when === undefined || when.from !== 0 || when.time === null) return undefined;
  const rest = line.slice(line.length - (withoutMarks(withoutSearchPrefix(line)).length - offset - when.to)).replace(/^[\])"',;>\s-]+/, '');
  const own = leadingNames(rest);
  return {
    text: own.text.trim(),
    stamp: {
      component: begin?.[1] ?? own.component,
      thread: own.thread,
      time: when.time,
      localTime: localOf(when.time),
      zoneKnown: false,
      severity: null,
    },
    isDateFirst: true,
    isGuess: when.isGuess,
    ...(when.order === undefined ? {} : { order: when.order }),
  };
}

function leadingNames(rest: string): { readonly text: string; readonly component: string | null; readonly thread: string | null } {
  let [text, component, thread]: [string, string | null, string | null] = [rest, null, null];
  for (let looked = 0; looked < 2; looked += 1) {
    const number = LEADING_THREAD.exec(text.slice(0, 60));
    if (number !== null && thread === null) {
      thread = number[1] ?? null;
      text = text.slice(number[0].length);
    }
    const name = /^[ \t]*([A-Z][A-Z0-9]*(?:_[A-Za-z0-9]+)+)(?=[ \t]|$)[ \t]*/.exec(text.slice(0, MAX_STAMP));
    if (name !== null && component === null) {
      component = name[1] ?? null;
      text = text.slice(name[0].length);
    }
  }
  return { text, component, thread };
}
