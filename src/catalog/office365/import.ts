import type { Cloud } from '../../model/catalog/cloud.ts';
import { normaliseHost } from '../../model/catalog/host-pattern.ts';
import { UsageError } from '../../model/usage-error.ts';
import { cut } from '../../text/cut.ts';
import { cloudOf } from './cloud.ts';
import { hasRanges, networksKey, networksOf } from './networks.ts';
import { MAX_ENDPOINTS, type OfficeSet, officeSets } from './sets.ts';

/** A catalog made from the JSON of endpoints.office.com. */
export interface Imported {
  /** In the form of a catalog file, to be written as YAML or JSON. */
  readonly catalog: Readonly<Record<string, unknown>>;
  /** What could not be taken over, one sentence each. */
  readonly notes: readonly string[];
}

/** Network endpoints for Microsoft Intune (2026-03-24), caution box. */
const NOT_OF_INTUNE =
  'The service area MEM is no longer kept up for Intune: Microsoft says that the web service does not return the right list any more. Take the hosts of Intune from https://learn.microsoft.com/en-us/intune/fundamentals/endpoints.';
/** A range becomes single ports up to this many. */
const MAX_RANGE = 32;

/** The web service's JSON → a catalog; `revision` is its revision, by habit the date; `asked` the cloud that the list is of, else its names tell. Throws `UsageError` with file and field. */
export function importOffice365(text: string, file: string, revision: string, asked?: Cloud): Imported {
  const sets = officeSets(text, file);
  const notes: string[] = [];
  const cloud = asked ?? cloudOf(sets);
  if (asked === undefined && cloud !== 'public')
    notes.push(`By its names this is the list of the cloud ${cloud}: its entries say so (--cloud names another).`);
  if (sets.some(({ serviceArea }) => serviceArea.toUpperCase() === 'MEM')) notes.push(NOT_OF_INTUNE);
  const endpoints = unique(sets.flatMap((set) => endpointsOf(set, notes))).map((one) =>
    cloud === 'public' ? one : { ...one, clouds: [cloud] },
  );
  if (endpoints.length === 0)
    throw new UsageError('no set in it has names and TCP ports', { file, hint: 'the file must be the JSON of endpoints.office.com' });
  if (endpoints.length > MAX_ENDPOINTS)
    throw new UsageError(`it makes ${endpoints.length} entries; a catalog has at most ${MAX_ENDPOINTS}`, { file });
  const sources = {
    service: {
      title: 'Microsoft 365 endpoint web service',
      url: 'https://learn.microsoft.com/microsoft-365/enterprise/microsoft-365-ip-web-service',
    },
  };
  const networks = Object.fromEntries(sets.flatMap((set) => networksOf(set, revision)));
  return { catalog: { id: 'office365', title: 'Microsoft 365 endpoints (imported)', revision, sources, networks, endpoints }, notes };
}

interface ImportedEndpoint {
  readonly id: string;
  readonly host: string;
  readonly [key: string]: unknown;
}

function endpointsOf(set: OfficeSet, notes: string[]): readonly ImportedEndpoint[] {
  const kept = hasRanges(set) ? `; firewall exports take ${set.urls.length === 0 ? 'it' : 'them'} from networks, ${networksKey(set)}` : '';
  if (set.urls.length === 0) notes.push(`Set ${set.id} has addresses but no names: it cannot be tested${kept}.`);
  else if (set.udpPorts !== '') notes.push(`Set ${set.id}: UDP ports ${set.udpPorts} cannot be tested${kept}.`);
  const ports = portsOf(set, notes);
  if (ports.length === 0) {
    if (set.urls.length > 0) notes.push(`Set ${set.id} has names but no TCP ports.`);
    return [];
  }
  return set.urls.flatMap((url) => {
    const host = normaliseHost(url) ?? widened(url);
    if (host !== undefined) {
      if (host !== normaliseHost(url))
        notes.push(`Set ${set.id}: "${url}" has a star in the middle, which no catalog can say: it is ${host} here, which is wider.`);
      return entriesOf(set, host, ports, host === normaliseHost(url) ? '' : `Published as ${url}; ${host} is wider.`);
    }
    notes.push(`Set ${set.id}: "${url}" is not a host pattern that can be written here.`);
    return [];
  });
}

const SCHEMES = [
  ['', 'https', (port: number) => port === 443],
  ['.http', 'http', (port: number) => port === 80],
  ['.tcp', 'tcp', (port: number) => port !== 443 && port !== 80],
] as const;

/** An entry for each scheme: 443 speaks TLS, 80 plain HTTP, of others only the connection can be tested. */
function entriesOf(set: OfficeSet, host: string, ports: readonly number[], loss: string): readonly ImportedEndpoint[] {
  const feature = slug(set.serviceArea) || 'common';
  const name =
    host
      .replace(/^\*\./, 'any.')
      .replace(/\*/g, 'any')
      .replace(/[^a-z0-9._-]/g, '-')
      .replace(/^[._-]+/, '') || 'name';
  return SCHEMES.flatMap(([suffix, scheme, fits]) => {
    const own = ports.filter(fits);
    if (own.length === 0) return [];
    const id = `${feature}/${set.id}/${name.slice(0, 150)}${suffix}`;
    return [
      {
        ...{ id, host, scheme, ports: own, feature, required: set.required, why: whyOf(set, loss), source: 'service' },
        ...(scheme === 'http' ? { expect: { origin: { upgrade: true } } } : {}),
        ...(hasRanges(set) ? { networks: networksKey(set) } : {}),
        ...(scheme !== 'http' && NOT_TO_DECRYPT.test(set.category) ? { noInspection: `${NO_INSPECTION} (category ${set.category})` } : {}),
      },
    ];
  });
}

function slug(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 80);
}

/** Microsoft 365 network connectivity principles: no break and inspect for these two. */
const NOT_TO_DECRYPT = /^(?:optimize|allow)$/i;
const NO_INSPECTION = 'Microsoft 365 connectivity principles: no TLS inspection';

/** A star inside or between labels, as in `autodiscover.*.example.com`: the suffix behind the last star. */
function widened(url: string): string | undefined {
  const [, suffix] = /\*[^*.]*\.((?:[^*.]+\.)+[^*.]+)$/.exec(url) ?? [];
  return suffix === undefined ? undefined : normaliseHost(`*.${suffix}`);
}

function whyOf(set: OfficeSet, loss: string): string {
  const area = set.serviceAreaDisplayName ?? set.serviceArea;
  const parts = [
    `${area}, set ${set.id}${set.category === '' ? '' : `, category ${set.category}`}${set.expressRoute ? ', also over ExpressRoute' : ''}.`,
    loss,
    set.udpPorts === '' ? '' : `The set also needs UDP ${set.udpPorts}.`,
    set.notes,
  ];
  const text = parts.filter((part) => part !== '').join(' ');
  return cut(text.replace(/\s+/g, ' '), 1000);
}

function portsOf(set: OfficeSet, notes: string[]): readonly number[] {
  const ports = set.tcpPorts.split(',').flatMap((part) => {
    const text = part.trim();
    if (text === '') return [];
    const [first = 0, last = 0] = /^\d{1,5}(?:-\d{1,5})?$/.test(text) ? [text.split('-')[0], text.split('-').at(-1)].map(Number) : [];
    if (first > 0 && last >= first && last < 65_536 && last - first < MAX_RANGE)
      return Array.from({ length: last - first + 1 }, (_, index) => first + index);
    notes.push(`Set ${set.id}: TCP ports "${text.slice(0, 40)}" cannot be listed one by one.`);
    return [];
  });
  return [...new Set(ports)].slice(0, 64);
}

/** A name twice in one set makes the same entry twice; two names that differ only in what an id cannot hold get a number. */
function unique(endpoints: readonly ImportedEndpoint[]): readonly ImportedEndpoint[] {
  const byId = new Map<string, ImportedEndpoint>();
  for (const endpoint of endpoints) {
    let { id } = endpoint;
    for (let number = 2; byId.has(id) && byId.get(id)?.host !== endpoint.host; number += 1) id = `${endpoint.id}-${number}`;
    byId.set(id, { ...endpoint, id });
  }
  return [...byId.values()];
}
