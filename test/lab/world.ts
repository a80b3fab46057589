import type { FingerprintSet, Marker } from '../../src/catalog/fingerprints.ts';
import { loadCatalogs, SHIPPED_CATALOGS } from '../../src/catalog/load.ts';
import { loadFingerprints } from '../../src/catalog/load-fingerprints.ts';
import { hostForm } from '../../src/catalog/pattern.ts';

/** A plain HTTP answer as the genuine service gives it. */
export interface GenuineAnswer {
  readonly host: string;
  readonly status: number;
  readonly contentType: string;
  readonly headers: Readonly<Record<string, string>>;
  /** `der`: a certificate revocation list. */
  readonly body: string | { readonly der: true };
}

/** What the shipped catalogs expect of the internet. */
export interface World {
  /** Every concrete host of every shipped catalog. */
  readonly hosts: readonly string[];
  readonly answers: readonly GenuineAnswer[];
}

/** Reads it from the catalogs and the marks of origin, so that a new entry is in the lab at once. */
export async function readWorld(): Promise<World> {
  const [catalogs, fingerprints] = await Promise.all([loadCatalogs([...SHIPPED_CATALOGS]), loadFingerprints()]);
  const endpoints = catalogs.flatMap((catalog) => catalog.endpoints);
  const hosts = [...new Set(endpoints.flatMap((endpoint) => concreteHosts(endpoint.host, endpoint.probe)))];
  const plain = new Set(endpoints.filter(({ scheme }) => scheme === 'http').flatMap(({ host, probe }) => concreteHosts(host, probe)));
  return { hosts, answers: [...plain].map((host) => answerOf(host, fingerprints)) };
}

function concreteHosts(pattern: string, probe: readonly string[]): readonly string[] {
  if (probe.length > 0) return probe;
  const form = hostForm(pattern);
  return form?.form === 'exact' ? [form.text] : [];
}

function answerOf(host: string, { origins }: FingerprintSet): GenuineAnswer {
  const sure = origins.filter(({ confidence }) => confidence !== 'l');
  const own = sure.filter(({ hosts }) => hosts.includes(host));
  const wider = sure.filter(({ hosts }) => hosts.some((pattern) => pattern.startsWith('*.') && host.endsWith(pattern.slice(1))));
  const markers = [...own, ...wider].flatMap((rule) => rule.markers);
  const marker = markers.find((one) => (one.headers ?? []).every(({ match }) => match !== 'regexp'));
  if (marker === undefined) throw new Error(`no mark of origin that the lab can show for http://${host}/`);
  return {
    host,
    status: marker.status?.[0] ?? 200,
    contentType: marker.contentType?.[0] ?? 'text/html',
    headers: Object.fromEntries((marker.headers ?? []).map(({ header, pattern }) => [header, pattern ?? 'lab'])),
    body: bodyOf(marker),
  };
}

function bodyOf(marker: Marker): GenuineAnswer['body'] {
  if (marker.body === 'der') return { der: true };
  return marker.text ?? 'genuine';
}
