/** Tables in Markdown, and how numbers are written in them. */
export const row = (...cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;

export const head = (...cells: readonly string[]): readonly string[] => [
  row(...cells),
  row(...cells.map((_, index) => (index === 0 ? '---' : '---:'))),
];

export const fixed = (value: number, digits: number): string => value.toFixed(digits);

export const ratio = (value: number, base: number): string => `${fixed(value / base, 2)} ×`;
