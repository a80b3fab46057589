/** A line of the plot: one program, its seconds by number of endpoints. */
export interface Curve {
  readonly name: string;
  readonly points: readonly (readonly [size: number, seconds: number])[];
}

const WIDTH = 640;
const HEIGHT = 400;
const MARGIN = { left: 60, right: 190, top: 40, bottom: 50 };
const COLOURS = ['#1f77b4', '#d62728', '#2ca02c', '#9467bd', '#8c564b'];
const DECADES_OF_SECONDS = [0.1, 1, 10, 100];

/** Seconds against size, both scales logarithmic, as an SVG of its own with a white ground. */
export function plot(title: string, curves: readonly Curve[]): string {
  const sizes = [...new Set(curves.flatMap(({ points }) => points.map(([size]) => size)))].toSorted((left, right) => left - right);
  const x = scale(Math.min(...sizes), Math.max(...sizes), MARGIN.left, WIDTH - MARGIN.right);
  const y = scale(DECADES_OF_SECONDS[0] ?? 0.1, DECADES_OF_SECONDS.at(-1) ?? 100, HEIGHT - MARGIN.bottom, MARGIN.top);
  const parts = [
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    text(MARGIN.left, 22, title, 'start', 14),
    ...DECADES_OF_SECONDS.flatMap((seconds) => [
      line(MARGIN.left, y(seconds), WIDTH - MARGIN.right, y(seconds)),
      text(MARGIN.left - 8, y(seconds) + 4, `${seconds} s`, 'end'),
    ]),
    ...sizes.flatMap((size) => [
      line(x(size), MARGIN.top, x(size), HEIGHT - MARGIN.bottom),
      text(x(size), HEIGHT - MARGIN.bottom + 18, String(size), 'middle'),
    ]),
    text((MARGIN.left + WIDTH - MARGIN.right) / 2, HEIGHT - 10, 'endpoints', 'middle'),
    ...curves.flatMap((curve, index) => drawn(curve, COLOURS[index % COLOURS.length] ?? '#000', index, x, y)),
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" font-family="sans-serif">\n<title>${title}</title>\n${parts.join('\n')}\n</svg>\n`;
}

type Scale = (value: number) => number;

function scale(from: number, to: number, start: number, end: number): Scale {
  const [low, high] = [Math.log10(from), Math.log10(to)];
  return (value) => Math.round((start + ((Math.log10(value) - low) / (high - low)) * (end - start)) * 10) / 10;
}

function drawn({ name, points }: Curve, colour: string, index: number, x: Scale, y: Scale): readonly string[] {
  const at = points.map(([size, seconds]) => `${x(size)},${y(seconds)}`);
  const legend = MARGIN.top + 14 + index * 20;
  return [
    `<polyline points="${at.join(' ')}" fill="none" stroke="${colour}" stroke-width="2"/>`,
    ...at.map((point) => `<circle cx="${point.replace(',', '" cy="')}" r="3" fill="${colour}"/>`),
    `<rect x="${WIDTH - MARGIN.right + 14}" y="${legend - 9}" width="12" height="12" fill="${colour}"/>`,
    text(WIDTH - MARGIN.right + 32, legend + 1, name, 'start'),
  ];
}

function line(x1: number, y1: number, x2: number, y2: number): string {
  return `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="#ddd"/>`;
}

function text(x: number, y: number, words: string, anchor: 'start' | 'middle' | 'end', size = 11): string {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}" font-size="${size}">${words}</text>`;
}
