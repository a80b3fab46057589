import { UsageError } from '../../model/usage-error.ts';
import { didYouMean } from '../../text/suggest.ts';

/** `name`, when it is one of those known. Throws `UsageError` about the flag `field`, with the nearest one or all of them as the hint. */
export function oneOf<Known extends string>(name: unknown, known: readonly Known[], field: string, what = 'format'): Known {
  const found = known.find((one) => one === name);
  if (found !== undefined) return found;
  const all = `${what}s: ${known.join(', ')}`;
  if (typeof name !== 'string') throw new UsageError('this option is needed', { field, hint: all });
  throw new UsageError(`there is no ${what} "${name.slice(0, 80)}"`, { field, hint: didYouMean(name, known) ?? all });
}
