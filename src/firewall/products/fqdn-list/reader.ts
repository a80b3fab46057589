import { lines, type Reader } from '../../reader.ts';

/** As published: `*.` stands for one or more labels, a star inside a label for characters of that label. */
export function published(entry: string, host: string): boolean {
  if (!entry.startsWith('*')) return host === entry;
  const rest = entry.slice(1);
  const star = host.endsWith(rest) ? host.slice(0, -rest.length) : '';
  return star !== '' && (rest.startsWith('.') || !star.includes('.'));
}

function listed(text: string): (host: string) => boolean {
  const entries = lines(text, '#');
  return (host) => entries.some((entry) => published(entry, host));
}

export const reader: Reader = {
  allows: (text) => {
    const contains = listed(text);
    return ({ host }) => contains(host);
  },
  exempts: listed,
};
