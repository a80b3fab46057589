/** The unit of a setting, and of a value without one. */
export type DurationUnit = 'ms' | 's';

export const UNIT_WORDS: Readonly<Record<DurationUnit, string>> = { ms: 'milliseconds', s: 'seconds' };

const FACTORS: Readonly<Record<string, number>> = { ms: 1, s: 1000, sec: 1000, m: 60_000, min: 60_000, h: 3_600_000 };

/** `3s`, `500ms`, `1.5s`, `5m`, `1h`, or a bare number of `unit` → a whole number of `unit`; undefined: it is not one. */
export function parseDuration(given: number | string, unit: DurationUnit): number | undefined {
  const [, digits = '', suffix = unit] = /^(\d{1,15}(?:\.\d{1,3})?) ?(ms|sec|s|min|m|h)?$/i.exec(String(given).trim()) ?? [];
  const factor = FACTORS[suffix.toLowerCase()];
  if (digits === '' || factor === undefined) return undefined;
  const amount = Math.round(Number(digits) * factor) / (FACTORS[unit] ?? 1);
  return Number.isSafeInteger(amount) ? amount : undefined;
}

/** A whole number of `unit` as it is read best: `3 s`, `500 ms`, `5 min`, `24 h`. */
export function durationText(amount: number, unit: DurationUnit): string {
  const ms = amount * (FACTORS[unit] ?? 1);
  const [factor, word] = (
    [
      [3_600_000, 'h'],
      [60_000, 'min'],
      [1000, 's'],
    ] as const
  ).find(([one]) => ms >= one && ms % one === 0) ?? [1, 'ms'];
  return `${ms / factor} ${word}`;
}

/** Below this many milliseconds a number without a unit was probably meant as seconds. */
const SMALL_MS = 100;

/** A hint where a number without a unit is so small that it was probably meant in seconds; undefined: there is nothing to say. */
export function bareNumberHint(given: unknown, unit: DurationUnit): string | undefined {
  const text = typeof given === 'number' || typeof given === 'string' ? String(given).trim() : '';
  if (unit !== 'ms' || !/^\d{1,4}$/.test(text) || Number(text) >= SMALL_MS) return undefined;
  return `a number without a unit is milliseconds: did you mean ${Number(text)}s?`;
}
