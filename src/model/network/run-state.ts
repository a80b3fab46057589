/** What a module keeps for the whole run of the process: made when it is first asked for, let go of at the end. */
export interface Slot<T> {
  readonly create: () => T;
  readonly end?: (value: T) => void;
}

/**
 * The state of one run of the process: it survives the rounds of `--watch` and every copy of a `Context`. Each module reads its own part through a
 * `Slot` of its own, so that nobody else can name or spoil it.
 */
export class RunState {
  readonly #values = new Map<Slot<unknown>, unknown>();
  #round = 1;

  /** How many rounds have begun; what has to be proved anew in each is remembered with its number. */
  get round(): number {
    return this.#round;
  }

  startRound(): void {
    this.#round += 1;
  }

  of<T>(slot: Slot<T>): T {
    if (!this.#values.has(slot as Slot<unknown>)) this.#values.set(slot as Slot<unknown>, slot.create());
    // Only `create` of the same slot ever fills its place.
    return this.#values.get(slot as Slot<unknown>) as T;
  }

  /** Ends what has to be ended: threads, for example. */
  end(): void {
    for (const [slot, value] of this.#values) slot.end?.(value);
    this.#values.clear();
  }
}
