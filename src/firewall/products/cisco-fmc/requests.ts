import type { Entry, ExportContext } from '../../dialect.ts';
import { byHost, hostsOf, objectNames, PREFIX, portGroups } from '../../naming.ts';
import { note } from '../../plain.ts';
import { asciiJson } from '../json/dialect.ts';

/** Marks a URL condition, which a host name meets that is the text or ends in a dot and the text. */
export const BELOW = ' with subdomains';

/** A bulk request holds at most 1000 objects and 2 MB (cisco.com, "Push Objects in Bulk to FMC", Limitations), a condition of a rule 50 entries. */
const BULK = 1000;
/** Rules full of URLs: 50 of 253 characters, 100 rules, stay below 2 MB. */
const RULE_BULK = 100;
const CONDITION = 50;
const OBJECTS = '/api/fmc_config/v1/domain/{domainUUID}/object';
const RULES = '/api/fmc_config/v1/domain/{domainUUID}/policy/accesspolicies/{policyUUID}/accessrules';

const chunks = <T>(all: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, index) => all.slice(index * size, (index + 1) * size));
const posts = (path: string, bodies: readonly unknown[], most = BULK) =>
  chunks(bodies, most).map((body) => ({ method: 'POST', path, body }));
const isUrl = (host: string) => host.endsWith(BELOW);
const reference = (type: string, name: string) => ({ type, id: `{id of ${name}}` });

interface PortObjects {
  /** The name of the network group, and of the rules. */
  readonly object: string;
  readonly port: number;
  readonly names: readonly string[];
  readonly urls: readonly string[];
}

interface Made {
  readonly fqdns: readonly { readonly name: string }[];
  readonly groups: readonly { readonly name: string }[];
  readonly rules: readonly { readonly name: string }[];
}

/** All that the entries need, in the order in which it is made. */
function madeOf(entries: readonly Entry[], sources: readonly string[]): Made {
  const ports = portGroups(entries).map(({ name, port, entries: wanted }): PortObjects => {
    const hosts = hostsOf(wanted);
    return { object: `${PREFIX}-${name}`, port, names: hosts.filter((host) => !isUrl(host)), urls: hosts.filter(isUrl) };
  });
  return { ...objects(entries, ports), rules: ports.flatMap((group) => rulesOf(group, sources)) };
}

/** Makes objects, groups of them and rules. */
export function requests(entries: readonly Entry[], { title, sources }: ExportContext): string {
  const { fqdns, groups, rules } = madeOf(entries, sources);
  const all = [
    ...posts(`${OBJECTS}/fqdns?bulk=true`, fqdns),
    ...posts(`${OBJECTS}/networkgroups?bulk=true`, groups),
    ...posts(`${RULES}?bulk=true&insertBefore=1`, rules, RULE_BULK),
  ];
  return `${asciiJson({ title, requests: all })}\n`;
}

const FIND =
  'send the requests in this order; {id of NAME} is the id that the answer to the GET above it gives that very NAME; a name in no answer is gone already: leave its DELETE out';
const PAGES = 'an answer with paging.next has more: ask on with offset=1000, offset=2000 and so on';
const DEPLOY = 'then deploy (POST deployment/deploymentrequests): deleted is not effective';

/**
 * Ids first, then one DELETE each: bulk removal of objects came with 7.4 only, and `nameOrValue` finds parts of names.
 * Source: REST definitions and requests of CiscoDevNet/terraform-provider-fmc.
 */
function deletions(path: string, query: string, bodies: readonly { readonly name: string }[]) {
  if (bodies.length === 0) return [];
  const one = ({ name }: { readonly name: string }) => ({ method: 'DELETE', path: `${path}/{id of ${name}}` });
  return [{ method: 'GET', path: `${path}?${query}limit=1000` }, ...bodies.map(one)];
}

const BY_PREFIX = `filter=nameOrValue:${PREFIX}-&`;
const removalOf = (title: string, all: readonly unknown[]) => `${asciiJson({ title, notes: [FIND, PAGES, DEPLOY], requests: all })}\n`;

/** Rules first: what a rule uses cannot be deleted. */
export function removal(entries: readonly Entry[], { title, sources }: ExportContext): string {
  const { fqdns, groups, rules } = madeOf(entries, sources);
  return removalOf(title, [
    ...deletions(RULES, '', rules),
    ...deletions(`${OBJECTS}/networkgroups`, BY_PREFIX, groups),
    ...deletions(`${OBJECTS}/fqdns`, BY_PREFIX, fqdns),
  ]);
}

/** What rules refer to: an object a name, a group of them a port. */
function objects(entries: readonly Entry[], groups: readonly PortObjects[]): Omit<Made, 'rules'> {
  const named = groups.filter(({ names }) => names.length > 0);
  const hosts = [...byHost(entries)].filter(([host]) => !isUrl(host));
  const nameOf = objectNames(
    hosts.map(([host]) => host),
    64,
    named.map(({ object }) => object),
  );
  const fqdns = hosts.map(([host, wanted]) => ({
    name: nameOf.get(host) ?? '',
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
  return { fqdns, groups: networks };
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

/** One object a name. */
function namesOf(entries: readonly Entry[]) {
  const hosts = hostsOf(entries);
  const names = objectNames(
    hosts.map((host) => host.replace('CN=', '')),
    64,
  );
  return hosts.map((host) => ({ name: names.get(host.replace('CN=', '')) ?? '', type: 'DistinguishedName', dn: host }));
}

/** One request each: there is no bulk for them. */
export function distinguishedNames(entries: readonly Entry[]): string {
  const all = namesOf(entries).map((body) => ({ method: 'POST', path: `${OBJECTS}/distinguishednames`, body }));
  return `${asciiJson({ requests: all })}\n`;
}

/** A decryption rule that uses them is edited by hand first, as it was when they came. */
export function nameRemoval(entries: readonly Entry[], { title }: ExportContext): string {
  return removalOf(title, [...deletions(`${OBJECTS}/distinguishednames`, '', namesOf(entries))]);
}
