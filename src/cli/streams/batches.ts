const BATCH_LENGTH = 65_536;

/** Short pieces joined, so that each is worth a system call of its own; nothing for no text. */
export function* batches(pieces: Iterable<string>): Generator<string> {
  let waiting = '';
  for (const piece of pieces) {
    waiting += piece;
    if (waiting.length < BATCH_LENGTH) continue;
    yield waiting;
    waiting = '';
  }
  if (waiting !== '') yield waiting;
}
