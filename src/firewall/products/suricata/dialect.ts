import type { HostForm } from '../../../model/catalog/requirement.ts';
import type { Dialect, Entry, ExportContext, Words } from '../../dialect.ts';
import { PREFIX, stableNumbers } from '../../naming.ts';
import { escapeRegex, hash, note } from '../../plain.ts';
import { domainAndBelow, said } from '../../wording.ts';
import { addressWriter } from './addresses.ts';

/**
 * Words are published patterns; `match` turns each into keywords. All four forms can be said exactly as asked or safer:
 * `*suffix` is written as the domain and its subdomains, without look-alikes, by `dotprefix`.
 */
export const nameWords: Words = {
  exact: ({ text }) => said(text),
  suffix: ({ text }) => said(`*.${text}`),
  'dotless-suffix': ({ text }) => domainAndBelow(`.${text}`),
  'inside-label': ({ text }) => said(`*${text}`),
};

/**
 * Suricata rules that pass TLS by server name and HTTP by host.
 * - Exact host: `content:"host.example"; startswith; endswith`. - `*.suffix`: `content:".example.com"; endswith`, which the domain itself does not end in.
 * - Inside a label: `content:"-inside.example.com"; endswith` and a pcre that keeps the star within its label.
 * - `*suffix`: `dotprefix; content:".example.com"; endswith`: a dot is put before the name, so domain and subdomains match and look-alikes do not.
 * - Ports are said. What is neither TLS nor HTTP cannot be told by name and is dropped.
 * Suricata does not decrypt, so there is no inspection twin.
 * Source: docs.suricata.io, "SSL/TLS Keywords", "HTTP Keywords", "Payload Keywords", "Transformations".
 */
export const dialect: Dialect = {
  title: 'Suricata rules',
  extension: 'rules',
  reference: 'https://docs.suricata.io/en/latest/rules/tls-keywords.html',
  decidedBy: 'TLS server name or HTTP host',
  ports: 'exact',
  addresses: 'none',
  limits: {},
  comment: hash,
  notes: [
    'pass rules only: your own drop rules for TLS and HTTP of these sources refuse the rest',
    'add the file to rule-files of suricata.yaml, then reload the rules (suricatasc -c reload-rules); to undo, take it out and reload',
    'HOME_NET must hold the server unless its address was given; EXTERNAL_NET must hold the internet',
  ],
  words: nameWords,
  refuses: ({ scheme }) => (scheme === 'tcp' ? 'only TLS and HTTP carry a host name that rules can see' : undefined),
  render: (entries, { sources }: ExportContext) =>
    rules(entries, sources.length === 0 ? '$HOME_NET' : `[${sources.join(',')}]`, true).join('\n'),
  undo: 'take the file out of rule-files, then reload the rules (suricatasc -c reload-rules)',
  addressRules: addressWriter,
  inspection: 'Suricata does not decrypt: there is nothing to exempt',
};

/**
 * One rule an entry; `sid` is a stable number of the local range, made from scheme, pattern and port. Where there are no comments a message is short as well:
 * 5000 entries of usual length stay below the size of a template.
 */
export function rules(entries: readonly Entry[], source: string, comments: boolean): readonly string[] {
  const keyOf = ({ requirement: r, hosts }: Entry) => `${r.scheme} ${hosts.join()} ${r.port}`;
  const sids = stableNumbers(entries.map(keyOf), 1_000_000, 900_000);
  return entries.flatMap((entry) => {
    const { requirement: r } = entry;
    const protocol = r.scheme === 'http' ? 'http' : 'tls';
    const head = `pass ${protocol} ${source} any -> $EXTERNAL_NET ${r.port}`;
    const options = [
      comments ? `msg:"${PREFIX} ${r.scheme} ${entry.hosts.join(' ')} ${r.port}"` : `msg:"${PREFIX}"`,
      'flow:to_server',
      ...match(r.host, protocol),
      `sid:${sids.get(keyOf(entry))}`,
      'rev:1',
    ];
    return [...(comments ? [hash(note([entry]))] : []), `${head} (${options.join('; ')};)`];
  });
}

/** Keywords over the name buffer; `http.host` is already in lower case, `tls.sni` is not. */
function match(host: HostForm, protocol: 'tls' | 'http'): readonly string[] {
  const buffer = protocol === 'http' ? 'http.host' : 'tls.sni';
  const nocase = protocol === 'http' ? [] : ['nocase'];
  switch (host.form) {
    case 'exact':
      return [buffer, `content:"${host.text}"`, ...nocase, 'startswith', 'endswith'];
    case 'suffix':
      return [buffer, `content:".${host.text}"`, ...nocase, 'endswith'];
    case 'dotless-suffix':
      return [buffer, 'dotprefix', `content:".${host.text}"`, ...nocase, 'endswith'];
    case 'inside-label':
      return [buffer, `content:"${host.text}"`, ...nocase, 'endswith', `pcre:"/^[^.]+${escapeRegex(host.text)}$/i"`];
  }
}
