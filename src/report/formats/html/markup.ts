import { html as escaped } from '../../../text/escape.ts';
import { clip } from '../../../text/layout.ts';

/** Text that is HTML already. Only `html` and `preformatted` make it, so everything else gets escaped. */
export interface Markup {
  readonly markup: string;
}
type Value = string | number | Markup | readonly Markup[] | null | false;

/** A tagged template: each value is escaped unless it is markup itself; null and false are nothing. */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Markup {
  let markup = parts[0] ?? '';
  for (let index = 1; index < parts.length; index += 1) markup += put(values[index - 1]) + (parts[index] ?? '');
  return { markup };
}

function put(value: Value | undefined): string {
  if (value === undefined || value === null || value === false) return '';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return escaped(value);
  if ('markup' in value) return value.markup;
  return value.map((one) => one.markup).join('');
}

/** The lines inside a `pre` element. */
export function preformatted(lines: string): Markup {
  return { markup: lines.split('\n').map(escaped).join('\n') };
}

/** A host name, which may be broken after its dots. */
export function hostName(text: string): Markup {
  return { markup: escaped(clip(text)).replace(/[.:](?=.)/g, '$&<wbr>') };
}
