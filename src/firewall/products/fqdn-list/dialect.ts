import type { Dialect, Entry, Words } from '../../dialect.ts';
import { hostsOf } from '../../naming.ts';
import { domainAndBelow, said } from '../../wording.ts';

/** Patterns as Microsoft publishes them. */
const words: Words = {
  exact: ({ text }) => said(text),
  suffix: ({ text }) => said(`*.${text}`),
  'dotless-suffix': ({ text }) => domainAndBelow(text, `*.${text}`),
  'inside-label': ({ text }) => said(`*${text}`),
};

const UNDO = 'a list takes nothing back: give its reader the list from before';
const render = (entries: readonly Entry[]) => `${hostsOf(entries).join('\n')}\n`;

/**
 * A bare list, one pattern a line, for everything that reads such lists and for people.
 * - Exact host: as it is. - `*.suffix`: as it is, the domain itself not meant. - Inside a label: `*-inside.example.com`.
 * - `*suffix`: the domain and `*.domain`. Ports and reasons cannot be said.
 */
export const dialect: Dialect = {
  title: 'Plain list of host names',
  extension: 'txt',
  reference: 'https://www.rfc-editor.org/rfc/rfc1123#section-2.1',
  decidedBy: 'whatever reads the list',
  ports: 'elsewhere',
  addresses: 'all',
  limits: {},
  notes: [],
  words,
  render,
  undo: UNDO,
  addressRules: 'a list of names holds no addresses and ports: give the firewall these rules by hand',
  inspection: { decidedBy: 'whatever reads the list', notes: [], words, render, undo: UNDO },
};
