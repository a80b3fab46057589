import type { Dialect, Entry } from '../../dialect.ts';
import { hostsOf } from '../../naming.ts';
import { isIpv4, URL_LIMITS, urlWords } from '../palo-alto/dialect.ts';

const UNDO = 'take the list out of the rule, commit, then delete the external dynamic list';
const render = (entries: readonly Entry[]) => `${hostsOf(entries).join('\n')}\n`;

/**
 * PAN-OS external dynamic list of type URL, one entry a line; the words are those of `palo-alto.ts`. Lists of type Domain serve the anti-spyware profile
 * only and cannot allow. URL lists have no comments.
 * Source: docs.paloaltonetworks.com, "Formatting Guidelines for an External Dynamic List".
 */
export const dialect: Dialect = {
  title: 'Palo Alto Networks external dynamic list, type URL',
  extension: 'txt',
  reference:
    'https://docs.paloaltonetworks.com/pan-os/10-2/pan-os-admin/policy/use-an-external-dynamic-list-in-policy/formatting-guidelines-for-an-external-dynamic-list',
  decidedBy: 'TLS server name or HTTP host',
  ports: 'elsewhere',
  addresses: 'IPv4',
  notes: [
    'publish the list on a web server, add it as an external dynamic list of type URL and use it as a match criterion of a rule above your deny; commit; to undo, remove it from the rule, then the list',
  ],
  words: urlWords,
  limits: URL_LIMITS,
  refuses: ({ scheme, host }) => {
    if (scheme === 'tcp') return 'URL lists see HTTP and TLS only';
    return scheme === 'https' && isIpv4(host.text) ? 'no TLS server name is an address: use an address object' : undefined;
  },
  render,
  undo: UNDO,
  addressRules: 'a list of URLs holds no addresses and ports; --dialect palo-alto writes these rules',
  inspection: {
    decidedBy: 'TLS server name',
    notes: ['use the list in a decryption rule with the action No Decrypt, above the rules that decrypt; commit'],
    words: urlWords,
    render,
    undo: UNDO,
  },
};
