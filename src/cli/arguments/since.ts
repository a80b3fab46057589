import { UsageError } from '../../model/usage-error.ts';

const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A point in time (ISO 8601, UTC where no offset is given) or a duration before `now`: `90m`, `24h`, `7d`. As ISO 8601 in UTC. Throws `UsageError`. */
export function sinceTime(text: string, now: Date): string {
  const [, amount, unit = ''] = /^(\d{1,6})([smhd])$/.exec(text.trim()) ?? [];
  if (amount !== undefined) return new Date(now.getTime() - Number(amount) * (UNITS[unit] ?? 0)).toISOString();
  const [, date, time = '00:00', zone = 'Z'] =
    /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?)(Z|[+-]\d{2}:\d{2})?)?$/i.exec(text.trim()) ?? [];
  const written = new Date(`${date}T${time}${zone.toUpperCase()}`);
  if (date !== undefined && Number.isFinite(written.getTime())) return written.toISOString();
  throw new UsageError(`"${text.slice(0, 60)}" is neither a time nor a duration`, {
    field: '--since',
    hint: '2024-03-14, 2024-03-14T19:00Z, 90m, 24h, 7d',
  });
}
