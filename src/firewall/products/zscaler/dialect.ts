import type { Dialect, Entry, ExportContext, Words } from '../../dialect.ts';
import { hostsOf } from '../../naming.ts';
import { APEX_TOO, domainAndBelow, narrowedSafely, parentOf, said, widened, withCosts } from '../../wording.ts';
import { asciiJson } from '../json/dialect.ts';

const LEVELS = 'subdomains are matched five levels deep; no deeper name is known to be needed';

/**
 * Zscaler Internet Access custom URL category, as the body of a request to `/urlCategories` or for its list in the portal.
 * - Exact host: as it is. - `*.suffix`: `.example.com`: the domain itself, and subdomains up to five levels: widened. There is no `*`.
 * - Inside a label: every name below the parent domain: widened. - `*suffix`: the leading dot.
 * - Lower case, ASCII, no scheme, no underscore in the last two labels; one bad entry makes the whole request fail. Ports cannot be said.
 * The twin is the same kind of category, for an SSL inspection rule with the action Do Not Inspect.
 * Source: help.zscaler.com/zia/url-format-guidelines.
 */
export const dialect: Dialect = {
  title: 'Zscaler Internet Access custom URL category',
  extension: 'json',
  reference: 'https://help.zscaler.com/zia/url-format-guidelines',
  decidedBy: 'TLS server name or HTTP host',
  ports: 'elsewhere',
  addresses: 'none',
  notes: ['needs a URL filtering rule that allows the category for the server, and the export of --inspection for SSL inspection'],
  words: words(),
  refuses: ({ scheme, host }) => {
    if (scheme === 'tcp') return 'URL categories see TLS and HTTP only';
    return host.text.split('.').slice(-2).join().includes('_') ? 'no underscore may stand in the last two labels' : undefined;
  },
  render: (entries, context) => category(entries, context, 'Preflight allow'),
  inspection: {
    decidedBy: 'TLS server name',
    notes: [],
    words: words(),
    render: (entries, context) => category(entries, context, 'Preflight do not inspect'),
  },
};

function words(): Words {
  return {
    exact: ({ text }) => said(text),
    suffix: ({ text }) => withCosts(widened(APEX_TOO, `.${text}`), narrowedSafely(LEVELS)),
    'dotless-suffix': ({ text }) => withCosts(domainAndBelow(`.${text}`), narrowedSafely(LEVELS)),
    'inside-label': ({ text }) =>
      widened('no wildcard inside a label: the parent domain and every name below it are let through', `.${parentOf(text)}`),
  };
}

function category(entries: readonly Entry[], { title }: ExportContext, configuredName: string): string {
  return `${asciiJson({
    configuredName,
    description: title,
    superCategory: 'USER_DEFINED',
    type: 'URL_CATEGORY',
    customCategory: true,
    urls: hostsOf(entries),
  })}\n`;
}
