import type { Cost, Dialect, Entry, ExportContext } from '../../dialect.ts';
import { byHost, hostsOf, PREFIX, portGroups } from '../../naming.ts';
import { hash, note, plain } from '../../plain.ts';
import { ALL_BELOW_PARENT, APEX_TOO, belowParent, domainAndBelow, STAR_DOT, said, widened } from '../../wording.ts';

/** Marks a domain object that stands for the names below it as well (`is-sub-domain true`). */
const BELOW = ' with subdomains';

const REVERSE = 'and the gateway decides by reverse DNS look-ups, which content networks seldom answer with the name that was asked for';

const INSTALL =
  'published is not enforced: install the policy afterwards (mgmt_cli -r true install-policy policy-package NAME); to undo, delete the rules, then the objects that begin with preflight, and install again';

/**
 * Check Point management commands (`mgmt_cli`).
 * - Exact host: dns-domain `.host.example` with `is-sub-domain false` (FQDN mode, R80.10 and later). The leading dot is part of every name.
 * - `*.suffix`: dns-domain `.example.com` with `is-sub-domain true`, the domain itself too: widened, and found by reverse look-ups.
 * - Inside a label: `.parent` with everything below: widened. - `*suffix`: `.example.com` with everything below.
 * One object a name: where both the domain and its subdomains are asked for, `is-sub-domain true` serves both.
 * The twin is a custom application/site with `*.example.com` URLs for a bypass rule of the HTTPS Inspection policy.
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
    exact: ({ text }) => said(`.${text}`),
    suffix: ({ text }) => widened(`${APEX_TOO}, ${REVERSE}`, `.${text}${BELOW}`),
    'dotless-suffix': ({ text }) => domainAndBelow(`.${text}${BELOW}`),
    'inside-label': belowParent(
      `${ALL_BELOW_PARENT}, ${REVERSE}`,
      ({ text }) => said(`.${text}`),
      (parent) => `.${parent}${BELOW}`,
    ),
  },
  interplay: (entries) => sharedNames(entries),
  render: (entries, context) => script(entries, context),
  inspection: {
    decidedBy: 'TLS server name',
    notes: ['run on the management server (R82 or later for outbound layers) in expert mode; replace the layer name by yours', INSTALL],
    words: STAR_DOT,
    render: (entries) => bypass(entries),
  },
};

const SESSION = `${PREFIX}.sid`;
const SHOWN = `${PREFIX}.shown`;
/** One rule is one command line; longer lists become several rules. */
const RULE_HOSTS = 500;
const command = (...words: readonly string[]) => `mgmt_cli -s ${SESSION} ${words.join(' ')}`;
const text = (value: string) => `'${plain(value, 255).replaceAll("'", '')}'`;
const list = (key: string, values: readonly string[]) => values.map((value, index) => `${key}.${index + 1} ${text(value)}`).join(' ');

/** Any error gives the changes and the locks back: an open session would keep both. */
function inSession(lines: readonly string[]): string {
  return [
    'set -eE',
    'umask 077',
    `undo() { mgmt_cli -s ${SESSION} discard || true; mgmt_cli -s ${SESSION} logout || true; rm -f ${SESSION} ${SHOWN}; }`,
    `trap 'trap - ERR; undo; echo "stopped: nothing was changed" >&2; exit 1' ERR INT TERM`,
    `mgmt_cli login -r true > ${SESSION}`,
    ...lines,
    `mgmt_cli -s ${SESSION} publish`,
    `mgmt_cli -s ${SESSION} logout`,
    `rm -f ${SESSION} ${SHOWN}`,
  ].join('\n');
}

/** Makes an object, or sets its fields where it is there already: a second run, or one after a change of the catalog, ends alike. */
function ensured(kind: string, key: string, fields: readonly string[], onlyNew: readonly string[] = []): string[] {
  return [
    `if ${command(`show ${kind}`, key)} > /dev/null 2>&1; then`,
    command(`set ${kind}`, key, ...fields),
    'else',
    command(`add ${kind}`, key, ...onlyNew, ...fields),
    'fi',
  ];
}

/**
 * A domain object bears the domain as its name, so another team may have made it. One without subdomains is set to have them where they are needed; one with them
 * is left as it is, because rules of others may need them, and the script says so.
 */
function domainObject(name: string, below: boolean, comments: string): string[] {
  const has = `grep -Eq 'is-sub-domain"?[ :]+true' ${SHOWN}`;
  return [
    `${command('show dns-domain', `name ${text(name)}`)} > ${SHOWN} 2> /dev/null || ${command('add dns-domain', `name ${text(name)}`, `is-sub-domain ${below}`, comments)}`,
    below
      ? `${has} || ${command('set dns-domain', `name ${text(name)}`, 'is-sub-domain true')}`
      : `! ${has} || echo ${text(`${name} is there with its subdomains and is left so: wider than asked`)} >&2`,
  ];
}

/** One object a name on the device: its mode says whether subdomains count. */
const domainName = (host: string) => host.replace(BELOW, '');

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
  const hosts = [...byHost(entries)];
  const domains = [...new Set(hosts.map(([host]) => domainName(host)))].flatMap((name) => {
    const of = hosts.filter(([host]) => domainName(host) === name);
    const wanted = of.flatMap(([, asking]) => asking);
    return domainObject(
      name,
      of.some(([host]) => host.endsWith(BELOW)),
      `comments ${text(note(wanted, 200))}`,
    );
  });
  const groups = portGroups(entries);
  const ports = [...new Set(groups.map((group) => group.port))];
  const sourceNames = sources.map((address) => `${PREFIX}-source-${address}`);
  const from = sources.length === 0 ? "source 'Any'" : list('source', sourceNames);
  return inSession([
    ...domains,
    ...sources.flatMap((address) =>
      ensured('host', `name ${text(`${PREFIX}-source-${address}`)}`, [`ip-address ${text(address)}`, 'ignore-warnings true']),
    ),
    ...ports.flatMap((port) => ensured('service-tcp', `name ${text(`${PREFIX}-tcp-${port}`)}`, [`port ${port}`, 'ignore-warnings true'])),
    ...groups.flatMap((group) => accessRules(group, from)),
  ]);
}

function accessRules(group: ReturnType<typeof portGroups>[number], from: string): ReturnType<typeof ensured> {
  return chunks([...new Set(hostsOf(group.entries).map(domainName))]).flatMap((destinations, index) =>
    ensured(
      'access-rule',
      `layer 'Network' name ${text(`${PREFIX}-${group.name}${index === 0 ? '' : `-${index + 1}`}`)}`,
      [from, list('destination', destinations), `service ${text(`${PREFIX}-tcp-${group.port}`)}`, "action 'Accept'", "track.type 'Log'"],
      ["position 'top'"],
    ),
  );
}

function chunks(names: readonly string[]): readonly (readonly string[])[] {
  return Array.from({ length: Math.ceil(names.length / RULE_HOSTS) }, (_, index) =>
    names.slice(index * RULE_HOSTS, (index + 1) * RULE_HOSTS),
  );
}

function bypass(entries: readonly Entry[]): string {
  const site = `${PREFIX}-no-decrypt`;
  return inSession([
    ...ensured(
      'application-site',
      `name ${text(site)}`,
      [list('url-list', hostsOf(entries)), 'urls-defined-as-regular-expression false'],
      ["primary-category 'Custom_Application_Site'"],
    ),
    ...ensured(
      'https-rule',
      `layer 'Default Outbound Layer' name ${text(site)}`,
      [`site-category ${text(site)}`, "action 'Bypass'"],
      ["position 'top'"],
    ),
  ]);
}
