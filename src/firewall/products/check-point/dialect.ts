import type { Cost, Dialect, Entry, ExportContext, Words } from '../../dialect.ts';
import { byHost, hostsOf, type PortGroup, PREFIX, portGroups } from '../../naming.ts';
import { hash, note } from '../../plain.ts';
import { ALL_BELOW_PARENT, APEX_TOO, belowParent, domainAndBelow, said, widened } from '../../wording.ts';
import { domainGone, domainObject, ensured, gone, inSession, list, noFurtherRules, text } from './session.ts';

/** Marks a domain object that stands for the names below it as well (`is-sub-domain true`). */
const BELOW = ' with subdomains';

const REVERSE = 'and the gateway decides by reverse DNS look-ups, which content networks seldom answer with the name that was asked for';

const INSTALL =
  'published is not enforced: install the policy afterwards (mgmt_cli -r true install-policy policy-package NAME); to undo, run what --undo writes and install again';

/**
 * URLs of a custom application/site that are no regular expressions. Without the slash an entry goes on where it ends: `example.com` would be found in
 * `example.com.evil.test` too.
 */
const siteWords: Words = {
  exact: ({ text: host }) => said(`${host}/`),
  suffix: ({ text: host }) => said(`*.${host}/`),
  'dotless-suffix': ({ text: host }) => domainAndBelow(`${host}/`, `*.${host}/`),
  'inside-label': belowParent(
    ALL_BELOW_PARENT,
    ({ text: host }) => said(`${host}/`),
    (parent) => `*.${parent}/`,
  ),
};

/**
 * Check Point management commands (`mgmt_cli`).
 * - Exact host: dns-domain `.host.example` with `is-sub-domain false` (FQDN mode, R80.10 and later). The leading dot is part of every name.
 * - `*.suffix`: dns-domain `.example.com` with `is-sub-domain true`, the domain itself too: widened, and found by reverse look-ups.
 * - Inside a label: `.parent` with everything below: widened. - `*suffix`: `.example.com` with everything below.
 * One object a name: where both the domain and its subdomains are asked for, `is-sub-domain true` serves both.
 * The twin is a custom application/site with `*.example.com/` URLs for a bypass rule of the HTTPS Inspection policy.
 * Sources: Check Point R82 Security Management administration guide, "Domains"; Management API reference, add-dns-domain, add-application-site, add-https-rule.
 */
export const dialect: Dialect = {
  title: 'Check Point management commands (mgmt_cli)',
  extension: 'sh',
  reference:
    'https://sc1.checkpoint.com/documents/R82/WebAdminGuides/EN/CP_R82_SecurityManagement_AdminGuide/Content/Topics-SECMG/Domains.htm',
  decidedBy: 'forward DNS; reverse DNS for subdomains',
  ports: 'exact',
  addresses: 'none',
  limits: {},
  comment: hash,
  notes: [
    'run on the management server in expert mode; replace the layer name Network by yours; it can run again: what is there is set, a new rule is put at the top',
    INSTALL,
    'gateway and server must use the same resolvers; for wildcards prefer an updatable object or a custom application/site where you have Application Control',
  ],
  words: {
    exact: ({ text: host }) => said(`.${host}`),
    suffix: ({ text: host }) => widened(`${APEX_TOO}, ${REVERSE}`, `.${host}${BELOW}`),
    'dotless-suffix': ({ text: host }) => domainAndBelow(`.${host}${BELOW}`),
    'inside-label': belowParent(
      `${ALL_BELOW_PARENT}, ${REVERSE}`,
      ({ text: host }) => said(`.${host}`),
      (parent) => `.${parent}${BELOW}`,
    ),
  },
  interplay: (entries) => sharedNames(entries),
  render: (entries, context) => script(entries, context),
  undo: (entries, context) => removal(entries, context),
  addressRules: 'the script makes rules by domain only: add a rule with these destinations and a UDP or TCP service by hand',
  inspection: {
    decidedBy: 'TLS server name',
    notes: ['run on the management server (R82 or later for outbound layers) in expert mode; replace the layer name by yours', INSTALL],
    words: siteWords,
    render: (entries) => bypass(entries),
    undo: () =>
      inSession([gone('https-rule', `layer ${text(OUTBOUND)} name ${text(SITE)}`), gone('application-site', `name ${text(SITE)}`)]),
  },
};

const LAYER = 'Network';
const OUTBOUND = 'Default Outbound Layer';
const SITE = `${PREFIX}-no-decrypt`;
/** One rule is one command line; longer lists become several rules. */
const RULE_HOSTS = 500;

/** One object a name on the device: its mode says whether subdomains count. */
const domainName = (host: string) => host.replace(BELOW, '');
const sourceKey = (address: string) => `name ${text(`${PREFIX}-source-${address}`)}`;
const serviceKey = (port: number) => `name ${text(`${PREFIX}-tcp-${port}`)}`;
const portsOf = (groups: readonly PortGroup[]) => [...new Set(groups.map((group) => group.port))];
const domainsOf = (entries: readonly Entry[]) => [...new Set(hostsOf(entries).map(domainName))];

/** An exact host whose name is also asked for with its subdomains shares that object, on its own ports too. */
function sharedNames(entries: readonly Entry[]): ReadonlyMap<Entry, Cost> {
  const hosts = new Set(hostsOf(entries));
  const reason = 'one object serves the domain and its subdomains: both are let through';
  return new Map(
    entries
      .filter((entry) => entry.hosts.some((host) => hosts.has(`${host}${BELOW}`)))
      .map((entry) => [entry, { kind: 'widened', reason, incomplete: false }]),
  );
}

function script(entries: readonly Entry[], { sources }: ExportContext): string {
  const hosts = byHost(entries);
  const domains = domainsOf(entries).flatMap((name) => {
    const asking = [...(hosts.get(name) ?? []), ...(hosts.get(`${name}${BELOW}`) ?? [])];
    return domainObject(name, hosts.has(`${name}${BELOW}`), note(asking, 200));
  });
  const groups = portGroups(entries);
  const sourceNames = sources.map((address) => `${PREFIX}-source-${address}`);
  const from = sources.length === 0 ? "source 'Any'" : list('source', sourceNames);
  return inSession([
    ...domains,
    ...sources.flatMap((address) => ensured('host', sourceKey(address), [`ip-address ${text(address)}`, 'ignore-warnings true'])),
    ...portsOf(groups).flatMap((port) => ensured('service-tcp', serviceKey(port), [`port ${port}`, 'ignore-warnings true'])),
    ...groups.flatMap((group) => accessRules(group, from)),
  ]);
}

function accessRules(group: PortGroup, from: string): readonly string[] {
  const rules = chunks(domainsOf(group.entries));
  const name = `${PREFIX}-${group.name}`;
  const made = rules.flatMap((destinations, index) =>
    ensured(
      'access-rule',
      ruleKey(name, index),
      [from, list('destination', destinations), `service ${text(`${PREFIX}-tcp-${group.port}`)}`, "action 'Accept'", "track.type 'Log'"],
      ["position 'top'"],
    ),
  );
  return [...made, noFurtherRules(LAYER, name, rules.length + 1)];
}

const ruleKey = (name: string, index: number) => `layer ${text(LAYER)} name ${text(index === 0 ? name : `${name}-${index + 1}`)}`;

function chunks(names: readonly string[]): readonly (readonly string[])[] {
  return Array.from({ length: Math.ceil(names.length / RULE_HOSTS) }, (_, index) =>
    names.slice(index * RULE_HOSTS, (index + 1) * RULE_HOSTS),
  );
}

/** Rules first: an object that a rule uses cannot be deleted. */
function removal(entries: readonly Entry[], { sources }: ExportContext): string {
  const groups = portGroups(entries);
  return inSession([
    ...groups.flatMap(({ name }) => [gone('access-rule', ruleKey(`${PREFIX}-${name}`, 0)), noFurtherRules(LAYER, `${PREFIX}-${name}`, 2)]),
    ...portsOf(groups).map((port) => gone('service-tcp', serviceKey(port))),
    ...sources.map((address) => gone('host', sourceKey(address))),
    ...domainsOf(entries).map(domainGone),
  ]);
}

function bypass(entries: readonly Entry[]): string {
  return inSession([
    ...ensured(
      'application-site',
      `name ${text(SITE)}`,
      [list('url-list', hostsOf(entries)), 'urls-defined-as-regular-expression false'],
      ["primary-category 'Custom_Application_Site'"],
    ),
    ...ensured(
      'https-rule',
      `layer ${text(OUTBOUND)} name ${text(SITE)}`,
      [`site-category ${text(SITE)}`, "action 'Bypass'"],
      ["position 'top'"],
    ),
  ]);
}
