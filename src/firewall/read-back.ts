import type { Requirement } from '../model/catalog/requirement.ts';
import type { Reader } from './reader.ts';
import type { Export, Loss } from './render.ts';

/** Hosts that stand for a requirement: itself when exact, a made-up name and the known ones when a pattern. */
function samples({ host, hosts }: Requirement): readonly string[] {
  const made = { exact: host.text, suffix: `name.${host.text}`, 'dotless-suffix': `name.${host.text}`, 'inside-label': `name${host.text}` }[
    host.form
  ];
  return [made, ...(host.form === 'exact' ? [] : hosts)];
}

/**
 * Reads an export back as the device would and answers which destinations it fails to let through although the loss list does not say so. Anything but an
 * empty list is a fault of the dialect.
 */
export function readBack(reader: Reader, { text, entries, losses }: Export): readonly string[] {
  const allows = reader.allows(text);
  const key = ({ port, pattern }: Requirement | Loss) => `${port} ${pattern}`;
  const incomplete = new Set(losses.filter((loss) => loss.incomplete).map(key));
  return entries.flatMap(({ requirement: r }) => {
    const hosts = incomplete.has(key(r)) ? [] : samples(r);
    return hosts.filter((host) => !allows({ host, port: r.port, scheme: r.scheme })).map((host) => `${r.scheme}://${host}:${r.port}`);
  });
}

/** The reader of a twin as one of rules: what stays unopened counts as let through. */
export function exemptions(reader: Reader): Reader {
  return {
    allows: (text) => {
      const exempts = reader.exempts?.(text) ?? (() => false);
      return ({ host, port }) => exempts(host, port);
    },
  };
}
