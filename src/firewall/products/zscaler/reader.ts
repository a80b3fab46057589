import type { Reader } from '../../reader.ts';

/** A leading period: the name itself, and subdomains up to five levels deep (help.zscaler.com/zia/url-format-guidelines). */
function listed(text: string): (host: string) => boolean {
  const { urls } = JSON.parse(text) as { readonly urls: readonly string[] };
  return (host) =>
    urls.some((url) => {
      if (!url.startsWith('.')) return host === url;
      const below = `.${host}`.endsWith(url) ? `.${host}`.slice(0, -url.length) : undefined;
      return below !== undefined && below.split('.').length - 1 <= 5;
    });
}

/** A URL category says nothing of ports and is looked at for HTTP and TLS only. */
export const reader: Reader = {
  allows: (text) => {
    const contains = listed(text);
    return ({ host, scheme }) => scheme !== 'tcp' && contains(host);
  },
  exempts: listed,
};
