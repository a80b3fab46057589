import type { Dialect, Words } from '../../dialect.ts';
import { isLetterDigitHyphen } from '../../limits.ts';
import { ALL_BELOW_PARENT, APEX_TOO, belowParent, domainAndBelow, said, widened } from '../../wording.ts';
import { subject } from '../cisco-asa/dialect.ts';
import { BELOW, distinguishedNames, nameRemoval, removal, requests } from './requests.ts';

const words: Words = {
  exact: ({ text }) => said(text),
  suffix: ({ text }) => widened(APEX_TOO, `${text}${BELOW}`),
  'dotless-suffix': ({ text }) => domainAndBelow(`${text}${BELOW}`),
  'inside-label': belowParent(
    ALL_BELOW_PARENT,
    ({ text }) => said(text),
    (parent) => `${parent}${BELOW}`,
  ),
};

const DEPLOY = 'then deploy (POST deployment/deploymentrequests): saved is not effective';
const SEND =
  'send the requests in this order, with the UUID of your domain and policy; {id of NAME} stands for the id that the answer to an earlier request gives NAME';

/**
 * Cisco Secure Firewall Management Center, which configures Threat Defense (FTD) devices: bodies of requests to its REST API, in bulk where the API takes bulk.
 * - Exact host: an FQDN object, in a network group for each port: address by address, as the device resolves it.
 * - `*.suffix`: a URL condition of the access rule, for HTTP and TLS: the domain itself too: widened. There is no `*`.
 * - Inside a label: a URL condition on the parent domain: widened. - `*suffix`: a URL condition.
 * The twin is distinguished names for a Do Not Decrypt rule, one request each: there is no bulk for them.
 * Sources: Management Center configuration guide, "Manual URL Filtering Options", "FQDN objects"; REST definitions of CiscoDevNet/terraform-provider-fmc (fqdns,
 * network_groups, access_rules, distinguished_names).
 */
export const dialect: Dialect = {
  title: 'Cisco Secure Firewall Management Center (FMC) REST requests',
  extension: 'json',
  reference: 'https://www.cisco.com/c/en/us/td/docs/security/firepower/660/configuration/guide/fpmc-config-guide-v66/url_filtering.html',
  decidedBy: 'addresses it resolves itself; TLS server name or URL for subdomains',
  ports: 'exact',
  addresses: 'none',
  notes: [
    SEND,
    `the rules go before all others of the policy (insertBefore=1); ${DEPLOY}`,
    'FQDN objects need DNS in the platform settings, with the resolvers of the server; to undo, send what --undo writes, then deploy',
  ],
  words,
  limits: { host: (name, written) => (written.endsWith(BELOW) || isLetterDigitHyphen(name) ? undefined : NO_FQDN) },
  refuses: ({ scheme, host }) =>
    scheme === 'tcp' && host.form !== 'exact' ? 'URL conditions see HTTP and TLS only, and FQDN objects know no wildcards' : undefined,
  render: (entries, context) => requests(entries, context),
  undo: (entries, context) => removal(entries, context),
  addressRules: 'the requests make rules by name only: add an access rule with these destinations by hand',
  inspection: {
    decidedBy: subject.decidedBy,
    notes: [
      `${SEND}; needs 7.4`,
      `use the names in a Do Not Decrypt rule of the decryption policy, above the rules that decrypt; ${DEPLOY}`,
    ],
    words: subject.words,
    limits: subject.limits,
    render: (entries) => distinguishedNames(entries),
    undo: (entries, context) => nameRemoval(entries, context),
  },
};

const NO_FQDN = 'an FQDN object may hold letters, digits, hyphens and dots only, and a label begins and ends with a letter or digit';
