const WEB_URL = /^https?:\/\/(?:[^/?#@]{0,200}@)?((\[[^\]/?#]{1,60}\]|[^/?#:@[\]]{1,253})(?::\d{0,5})?)(?![^/?#])/i;

/** The host of an http or https URL as a stranger wrote it, in lower case, an IPv6 address in brackets; without port and user information. Undefined: it is no such URL. */
export function hostOfUrl(url: string): string | undefined {
  return WEB_URL.exec(url)?.[2]?.toLowerCase();
}

/** The same with the port, where one is written. */
export function authorityOfUrl(url: string): string | undefined {
  return WEB_URL.exec(url)?.[1]?.toLowerCase();
}
