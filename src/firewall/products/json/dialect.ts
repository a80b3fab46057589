import type { Dialect, Entry, ExportContext, Words } from '../../dialect.ts';
import { domainAndBelow, said } from '../../wording.ts';

const UNDO = 'the file only states what is needed: undo what was made of it';

/** Patterns as published, but for `*suffix`. */
const words: Words = {
  exact: ({ text }) => said(text),
  suffix: ({ text }) => said(`*.${text}`),
  'dotless-suffix': ({ text }) => domainAndBelow(text, `*.${text}`),
  'inside-label': ({ text }) => said(`*${text}`),
};

function render(entries: readonly Entry[], { title, sources, addressRules }: ExportContext): string {
  const destinations = entries.map(({ requirement: r, hosts }) => ({
    hosts,
    published: r.pattern,
    protocol: 'tcp',
    port: r.port,
    scheme: r.scheme,
    required: r.required,
    inspectionExempt: r.inspectionExempt,
    features: r.features,
    ids: r.ids,
    why: r.why,
    documentation: r.sources,
    knownHosts: r.hosts,
  }));
  const byAddress = addressRules.length === 0 ? {} : { addressRules };
  return `${asciiJson({ title, direction: 'outbound', sources, destinations, ...byAddress })}\n`;
}

/** JSON with every character outside printable ASCII escaped: no control, C1 or bidirectional character is left raw (RFC 8259 section 7). */
export function asciiJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(/[^\x20-\x7e\n]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/**
 * The requirements as data, for scripts: one row a destination and port with everything the catalogs say; `hosts` are alternatives.
 * - Exact host: as it is. - `*.suffix`: as it is: one or more labels, the domain itself not meant.
 * - Inside a label: `*-inside.example.com`, the star stays within its label. - `*suffix`: two hosts, the domain and `*.domain`; `published` keeps the original.
 */
export const dialect: Dialect = {
  title: 'JSON for scripts',
  extension: 'json',
  reference: 'https://www.rfc-editor.org/rfc/rfc8259',
  decidedBy: 'whatever reads it',
  ports: 'exact',
  addresses: 'all',
  limits: {},
  notes: [],
  words,
  render,
  undo: UNDO,
  addressRules: { families: 'all', render: () => '', undo: () => '' },
  inspection: { decidedBy: 'whatever reads it', notes: [], words, render, undo: UNDO },
};
