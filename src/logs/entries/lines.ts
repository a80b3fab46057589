/** Characters of a line that are kept: its beginning, and its end, where the stamp stands. */
export const MAX_LINE_HEAD = 32_768;
const MAX_LINE_TAIL = 4096;

/** A line of a log, shortened in the middle where it is very long. */
export interface Line {
  readonly text: string;
  /** 1-based. */
  readonly number: number;
  /** Its middle was left out. */
  readonly cut: boolean;
}

/** Cuts text that arrives in pieces into lines. */
export interface LineReader {
  /** The lines that this chunk completes. Chunks may end anywhere, between CR and LF too. */
  readonly push: (chunk: string) => readonly Line[];
  /** The last line, when it has no line end. */
  readonly end: () => readonly Line[];
  /** The next line begins here. */
  readonly isAtLineStart: () => boolean;
  /** Lines that somebody else has read. */
  readonly skip: (lines: number) => void;
}

/** One line as it grows: of one that never ends only head and tail are held. */
interface OpenLine {
  readonly isEmpty: () => boolean;
  readonly add: (part: string) => void;
  /** Ends it, and begins the next one. */
  readonly complete: () => Omit<Line, 'number'>;
}

function openLine(): OpenLine {
  let [head, tail, cut] = ['', '', false];
  return {
    isEmpty: () => head === '',
    add: (part) => {
      const room = MAX_LINE_HEAD - head.length;
      if (room > 0) head += part.slice(0, room);
      if (part.length <= room) return;
      tail += part.slice(Math.max(0, room));
      // Trimmed now and then, not for each chunk: the sum of all copies stays linear.
      if (tail.length > 4 * MAX_LINE_TAIL) {
        tail = tail.slice(-MAX_LINE_TAIL);
        cut = true;
      }
    },
    complete: () => {
      const text = head + tail;
      const line = { text: text.endsWith('\r') ? text.slice(0, -1) : text, cut };
      [head, tail, cut] = ['', '', false];
      return line;
    },
  };
}

/** Chunks of text → lines that end in LF or CR LF. */
export function lineReader(): LineReader {
  const open = openLine();
  let count = 0;
  const complete = (): Line => {
    count += 1;
    const { text, cut } = open.complete();
    return { text, number: count, cut };
  };
  return {
    push: (chunk) => {
      const lines: Line[] = [];
      let from = 0;
      for (let at = chunk.indexOf('\n'); at >= 0; at = chunk.indexOf('\n', from)) {
        open.add(chunk.slice(from, at));
        lines.push(complete());
        from = at + 1;
      }
      open.add(chunk.slice(from));
      return lines;
    },
    end: () => (open.isEmpty() ? [] : [complete()]),
    isAtLineStart: open.isEmpty,
    skip: (lines) => {
      count += lines;
    },
  };
}
