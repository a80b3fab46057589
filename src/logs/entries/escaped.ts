const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', amp: '&', apos: "'", nbsp: ' ' };

/** A line as it was before a web page or a mail escaped it for HTML: only where a stamp itself is escaped; any other line is handed back untouched. */
export function unescapedLine(line: string): string {
  if (!line.includes('&lt;') || !/&lt;!\[LOG\[|\]LOG\]!&gt;|\$\$&lt;/.test(line)) return line;
  return line.replace(
    /&(?:(lt|gt|quot|amp|apos|nbsp)|#(\d{1,5})|#x([0-9a-f]{1,4}));/gi,
    (whole, name?: string, decimal?: string, hex?: string) => {
      if (name !== undefined) return ENTITIES[name.toLowerCase()] ?? whole;
      return String.fromCharCode(decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal));
    },
  );
}
