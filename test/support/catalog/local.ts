/** A catalog of this machine's own ports, on which nothing listens: one entry a row, in YAML's flow style. */
export function localCatalog(...entries: readonly string[]): string {
  return `id: local\ntitle: nothing listens there\nrevision: "1"\nendpoints:\n${entries.map((entry) => `  - { ${entry} }\n`).join('')}`;
}
