/** Below these a registry gives names to anybody: `wpad.co.uk` is a stranger's. */
const OPEN_TO_ALL = /^(?:ac|co|com|edu|go|gob|gov|gv|id|ltd|me|mil|ne|net|nom|or|org|plc|sch)\.[a-z]{2}$/;
const MAX_NAMES = 8;

/**
 * The names that DNS is asked for, in order: `wpad.` before each domain, then before their parents down to two labels, as the draft and Windows
 * have it ("DNS devolution"), never before a domain that is open to all.
 */
export function wpadNames(domains: readonly string[]): readonly string[] {
  const names = domains.flatMap((domain) => {
    const labels = domain
      .toLowerCase()
      .replace(/^\.+|\.+$/g, '')
      .split('.');
    return labels.slice(0, Math.max(0, labels.length - 1)).map((_, index) => labels.slice(index).join('.'));
  });
  return [...new Set(names)]
    .filter((domain) => /^[a-z0-9_.-]{3,240}$/.test(domain) && !OPEN_TO_ALL.test(domain))
    .slice(0, MAX_NAMES)
    .map((domain) => `wpad.${domain}`);
}

/** The domains of a resolver's configuration (resolv.conf(5)): of `search` and `domain` the last one counts. */
export function searchDomains(resolvConf: string): readonly string[] {
  const lines = [...resolvConf.slice(0, 65_536).matchAll(/^[ \t]*(?:search|domain)[ \t]+([^\n#;]{1,1000})/gm)];
  return (lines.at(-1)?.[1] ?? '').split(/\s+/).filter((domain) => domain !== '' && domain !== '.');
}
