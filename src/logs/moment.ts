/** Where in time something was logged: `order` decides where a time is missing. */
export interface Moment {
  readonly time: string | null;
  readonly order: number;
}

/** Is `a` later than `b`? */
export function isLater(a: Moment, b: Moment): boolean {
  return a.time !== null && b.time !== null && a.time !== b.time ? a.time > b.time : a.order > b.order;
}
