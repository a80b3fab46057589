/** A directory server, and who named it. */
export interface Controller {
  readonly host: string;
  /** The domain whose DNS records or directory named it: it has to lie below that. Absent: named by hand (`--dc`), so its own name is what counts. */
  readonly domain?: string;
}

/** Is this the domain itself or a name below it? Names are compared without case and without the dot of the root. */
export function isWithin(name: string, domain: string): boolean {
  const [inner, outer] = [name, domain].map((one) => one.toLowerCase().replace(/\.$/, ''));
  return inner !== undefined && outer !== undefined && outer !== '' && (inner === outer || inner.endsWith(`.${outer}`));
}

/**
 * Those of the controllers given by hand that belong to `domain`, when the run is about several domains: each belongs to the longest of them that its
 * name lies below, one that lies below none (an address, a name of another suffix) to `home`.
 */
export function controllersGivenFor(
  domain: string,
  given: readonly string[],
  home: string,
  others: readonly string[] = [],
): readonly string[] {
  const longestFirst = [...new Set([domain, home, ...others].map((one) => one.toLowerCase()))].sort((a, b) => b.length - a.length);
  const ownerOf = (host: string): string => longestFirst.find((one) => isWithin(host, one)) ?? home.toLowerCase();
  return given.filter((host) => ownerOf(host) === domain.toLowerCase());
}
