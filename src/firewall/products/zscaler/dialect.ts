import type { Dialect, Entry, ExportContext, Words } from '../../dialect.ts';
import { hostsOf } from '../../naming.ts';
import { APEX_TOO, belowParent, domainAndBelow, narrowedSafely, said, widened, withCosts } from '../../wording.ts';
import { asciiJson } from '../json/dialect.ts';

const LEVELS = 'subdomains are matched five levels deep; no deeper name is known to be needed';

const UNDO = 'a category is deleted by its id: take it out of the rules, DELETE /urlCategories/ID, then POST /status/activate';

const ACTIVATE =
  'activate the changes (portal: Activation; API: POST /status/activate): saved is not active; to undo, delete the rule, then the category';

/**
 * Zscaler Internet Access custom URL category, as the body of a request to `/urlCategories` or for its list in the portal.
 * - Exact host: as it is. - `*.suffix`: `.example.com`: the domain itself, and subdomains up to five levels: widened. There is no `*`.
 * - Inside a label: every name below the parent domain: widened. - `*suffix`: the leading dot.
 * - Lower case, ASCII, no scheme; an underscore neither alone nor, in a name with subdomains, in the last two labels; one bad entry makes the whole request fail. Ports cannot be said.
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
  notes: [
    'needs a URL filtering rule that allows the category for the server, placed above the rules that block, and the export of --inspection for SSL inspection',
    ACTIVATE,
  ],
  words: words(),
  limits: {
    host: underscores,
    sizes: [
      {
        of: 'hosts',
        most: 25_000,
        reason: 'an organisation has 25000 custom URLs in all its categories together: help.zscaler.com, ranges and limitations',
        refused: false,
      },
    ],
  },
  refuses: ({ scheme }) => (scheme === 'tcp' ? 'URL categories see TLS and HTTP only' : undefined),
  render: (entries, context) => category(entries, context, 'Preflight allow'),
  undo: UNDO,
  addressRules: 'URL categories hold no addresses and ports: add a firewall filtering rule with these destinations',
  inspection: {
    decidedBy: 'TLS server name',
    notes: ['needs an SSL inspection rule with the action Do Not Inspect for the category, placed above the rules that inspect', ACTIVATE],
    words: words(),
    render: (entries, context) => category(entries, context, 'Preflight do not inspect'),
    undo: UNDO,
  },
};

/** One entry that is not valid makes the whole request fail. */
function underscores(name: string, written: string): string | undefined {
  const labels = name.split('.');
  if (labels.length === 1) return 'a name without a dot cannot be added';
  const [topLevel = '', secondLevel = ''] = labels.toReversed();
  const alone = labels.length === 2 && !written.startsWith('.');
  if (topLevel.includes('_') || (!alone && secondLevel.includes('_')))
    return 'no underscore may stand in the last two labels of a longer name';
  return labels.slice(0, -2).includes('_') ? 'an underscore alone may not be a label' : undefined;
}

function words(): Words {
  return {
    exact: ({ text }) => said(text),
    suffix: ({ text }) => withCosts(widened(APEX_TOO, `.${text}`), narrowedSafely(LEVELS)),
    'dotless-suffix': ({ text }) => withCosts(domainAndBelow(`.${text}`), narrowedSafely(LEVELS)),
    'inside-label': belowParent(
      'no wildcard inside a label: the parent domain and every name below it are let through',
      ({ text }) => said(text),
      (parent) => `.${parent}`,
    ),
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
