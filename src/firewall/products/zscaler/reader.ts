import type { Reader } from '../../reader.ts';

/** A leading period: the name itself, and subdomains up to five levels deep (help.zscaler.com/zia/url-format-guidelines). */
function listed(text: string): (host: string) => boolean {
  const { urls } = JSON.parse(text) as { readonly urls: readonly string[] };
  const entries = new Set(urls);
  return (host) => {
    const labels = host.split('.');
    return entries.has(host) || labels.some((_, below) => below <= 5 && entries.has(`.${labels.slice(below).join('.')}`));
  };
}

/** A URL category says nothing of ports and is looked at for HTTP and TLS only. */
export const reader: Reader = {
  allows: (text) => {
    const contains = listed(text);
    return ({ host, scheme }) => scheme !== 'tcp' && contains(host);
  },
  exempts: listed,
};
