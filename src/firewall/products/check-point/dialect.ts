import type { Cost, Dialect, Entry, ExportContext } from '../../dialect.ts';
import { byHost, hostsOf, PREFIX, portGroups } from '../../naming.ts';
import { hash, note, plain } from '../../plain.ts';
import { ALL_BELOW_PARENT, APEX_TOO, domainAndBelow, parentOf, STAR_DOT, said, widened } from '../../wording.ts';

/** Marks a domain object that stands for the names below it as well (`is-sub-domain true`). */
const BELOW = ' with subdomains';

const REVERSE = 'and the gateway decides by reverse DNS look-ups, which content networks seldom answer with the name that was asked for';

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
  comment: hash,
  notes: [
    'run on the management server in expert mode; replace the layer name Network by yours',
    'gateway and server must use the same resolvers; for wildcards prefer an updatable object or a custom application/site where you have Application Control',
  ],
  words: {
    exact: ({ text }) => said(`.${text}`),
    suffix: ({ text }) => widened(`${APEX_TOO}, ${REVERSE}`, `.${text}${BELOW}`),
    'dotless-suffix': ({ text }) => domainAndBelow(`.${text}${BELOW}`),
    'inside-label': ({ text }) => widened(`${ALL_BELOW_PARENT}, ${REVERSE}`, `.${parentOf(text)}${BELOW}`),
  },
  interplay: (entries) => sharedNames(entries),
  render: (entries, context) => script(entries, context),
  inspection: {
    decidedBy: 'TLS server name',
    notes: ['run on the management server (R82 or later for outbound layers) in expert mode; replace the layer name by yours'],
    words: STAR_DOT,
    render: (entries) => bypass(entries),
  },
};

const SESSION = `${PREFIX}.sid`;
const command = (...words: readonly string[]) => `mgmt_cli -s ${SESSION} ${words.join(' ')}`;
const text = (value: string) => `'${plain(value, 255).replaceAll("'", '')}'`;
const list = (key: string, values: readonly string[]) => values.map((value, index) => `${key}.${index + 1} ${text(value)}`).join(' ');

function inSession(lines: readonly string[]): string {
  return [
    'set -e',
    `mgmt_cli login -r true > ${SESSION}`,
    ...lines,
    `mgmt_cli -s ${SESSION} publish`,
    `mgmt_cli -s ${SESSION} logout`,
  ].join('\n');
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
  const domains = [...new Set(hosts.map(([host]) => domainName(host)))].map((name) => {
    const of = hosts.filter(([host]) => domainName(host) === name);
    const below = of.some(([host]) => host.endsWith(BELOW));
    return command(
      'add dns-domain',
      `name ${text(name)}`,
      `is-sub-domain ${below}`,
      `comments ${text(
        note(
          of.flatMap(([, wanted]) => wanted),
          200,
        ),
      )}`,
    );
  });
  const groups = portGroups(entries);
  const ports = [...new Set(groups.map((group) => group.port))];
  const from =
    sources.length === 0
      ? "source 'Any'"
      : list(
          'source',
          sources.map((address) => `${PREFIX}-source-${address}`),
        );
  return inSession([
    ...domains,
    ...sources.map((address) => command('add host', `name ${text(`${PREFIX}-source-${address}`)}`, `ip-address ${text(address)}`)),
    ...ports.map((port) => command('add service-tcp', `name ${text(`${PREFIX}-tcp-${port}`)}`, `port ${port}`, 'ignore-warnings true')),
    ...groups.map((group) =>
      command(
        'add access-rule',
        "layer 'Network'",
        "position 'top'",
        `name ${text(`${PREFIX}-${group.name}`)}`,
        from,
        list('destination', [...new Set(hostsOf(group.entries).map(domainName))]),
        `service ${text(`${PREFIX}-tcp-${group.port}`)}`,
        "action 'Accept'",
        "track.type 'Log'",
      ),
    ),
  ]);
}

function bypass(entries: readonly Entry[]): string {
  const site = `${PREFIX}-no-decrypt`;
  return inSession([
    command(
      'add application-site',
      `name ${text(site)}`,
      "primary-category 'Custom_Application_Site'",
      'urls-defined-as-regular-expression false',
      list('url-list', hostsOf(entries)),
    ),
    command(
      'add https-rule',
      "layer 'Default Outbound Layer'",
      "position 'top'",
      `name ${text(site)}`,
      `site-category ${text(site)}`,
      "action 'Bypass'",
    ),
  ]);
}
