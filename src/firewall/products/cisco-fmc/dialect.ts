import type { Dialect, Entry, ExportContext, Words } from '../../dialect.ts';
import { isLetterDigitHyphen } from '../../limits.ts';
import { byHost, hostsOf, objectNames, PREFIX, portGroups } from '../../naming.ts';
import { note } from '../../plain.ts';
import { ALL_BELOW_PARENT, APEX_TOO, belowParent, domainAndBelow, said, widened } from '../../wording.ts';
import { subject } from '../cisco-asa/dialect.ts';
import { asciiJson } from '../json/dialect.ts';

/** Marks a URL condition, which a host name meets that is the text or ends in a dot and the text. */
const BELOW = ' with subdomains';

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
    'FQDN objects need DNS in the platform settings, with the resolvers of the server; to undo, delete the rules, groups and objects that begin with preflight, then deploy',
  ],
  words,
  limits: { host: (name, written) => (written.endsWith(BELOW) || isLetterDigitHyphen(name) ? undefined : NO_FQDN) },
  refuses: ({ scheme, host }) =>
    scheme === 'tcp' && host.form !== 'exact' ? 'URL conditions see HTTP and TLS only, and FQDN objects know no wildcards' : undefined,
  render: (entries, context) => requests(entries, context),
  undo: undo('the access rules, network groups and FQDN objects'),
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
    undo: undo('the distinguished names, once no rule uses them,'),
  },
};

function undo(what: string): string {
  return `objects are deleted by ids that the device gave: DELETE ${what} that begin with preflight, then deploy`;
}

const NO_FQDN = 'an FQDN object may hold letters, digits, hyphens and dots only, and a label begins and ends with a letter or digit';
/** A bulk request holds at most 1000 objects, a condition of a rule 50 entries. */
const BULK = 1000;
const CONDITION = 50;
const OBJECTS = '/api/fmc_config/v1/domain/{domainUUID}/object';
const RULES = '/api/fmc_config/v1/domain/{domainUUID}/policy/accesspolicies/{policyUUID}/accessrules?bulk=true&insertBefore=1';

const chunks = <T>(all: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, index) => all.slice(index * size, (index + 1) * size));
const posts = (path: string, bodies: readonly unknown[]) => chunks(bodies, BULK).map((body) => ({ method: 'POST', path, body }));
const isUrl = (host: string) => host.endsWith(BELOW);
const reference = (type: string, name: string) => ({ type, id: `{id of ${name}}` });

interface PortObjects {
  /** The name of the network group, and of the rules. */
  readonly object: string;
  readonly port: number;
  readonly names: readonly string[];
  readonly urls: readonly string[];
}

function requests(entries: readonly Entry[], { title, sources }: ExportContext): string {
  const groups = portGroups(entries).map(({ name, port, entries: wanted }): PortObjects => {
    const hosts = hostsOf(wanted);
    return { object: `${PREFIX}-${name}`, port, names: hosts.filter((host) => !isUrl(host)), urls: hosts.filter(isUrl) };
  });
  const all = [
    ...objects(entries, groups),
    ...posts(
      RULES,
      groups.flatMap((group) => rulesOf(group, sources)),
    ),
  ];
  return `${asciiJson({ title, requests: all })}\n`;
}

/** What rules refer to: an object a name, a group of them a port. */
function objects(entries: readonly Entry[], groups: readonly PortObjects[]) {
  const named = groups.filter(({ names }) => names.length > 0);
  const hosts = [...byHost(entries)].filter(([host]) => !isUrl(host));
  const nameOf = objectNames(
    hosts.map(([host]) => host),
    64,
    named.map(({ object }) => object),
  );
  const fqdns = hosts.map(([host, wanted]) => ({
    name: nameOf.get(host),
    type: 'FQDN',
    value: host,
    dnsResolution: 'IPV4_ONLY',
    description: note(wanted, 200),
  }));
  const networks = named.map(({ object, names }) => ({
    name: object,
    type: 'NetworkGroup',
    objects: names.map((host) => reference('FQDN', nameOf.get(host) ?? '')),
  }));
  return [...posts(`${OBJECTS}/fqdns?bulk=true`, fqdns), ...posts(`${OBJECTS}/networkgroups?bulk=true`, networks)];
}

function rulesOf({ object, port, names, urls }: PortObjects, sources: readonly string[]) {
  return [
    ...(names.length === 0 ? [] : [rule(object, port, sources, { destinationNetworks: { objects: [reference('NetworkGroup', object)] } })]),
    ...chunks(urls, CONDITION).map((part, index) =>
      rule(`${object}-urls${index === 0 ? '' : `-${index + 1}`}`, port, sources, {
        urls: { literals: part.map((url) => ({ type: 'Url', url: url.replace(BELOW, '') })) },
      }),
    ),
  ];
}

function rule(name: string, port: number, sources: readonly string[], condition: Readonly<Record<string, unknown>>) {
  const from = sources.length === 0 ? {} : { sourceNetworks: { literals: sources.map((value) => ({ type: 'Host', value })) } };
  return {
    name,
    type: 'AccessRule',
    action: 'ALLOW',
    enabled: true,
    ...from,
    destinationPorts: { literals: [{ type: 'PortLiteral', port: String(port), protocol: '6' }] },
    ...condition,
    logEnd: true,
    sendEventsToFMC: true,
  };
}

function distinguishedNames(entries: readonly Entry[]): string {
  const hosts = hostsOf(entries);
  const names = objectNames(
    hosts.map((host) => host.replace('CN=', '')),
    64,
  );
  const bodies = hosts.map((host) => ({ name: names.get(host.replace('CN=', '')), type: 'DistinguishedName', dn: host }));
  return `${asciiJson({ requests: bodies.map((body) => ({ method: 'POST', path: `${OBJECTS}/distinguishednames`, body })) })}\n`;
}
