import { z } from 'zod';
import { UsageError } from '../usage-error.ts';
import { normaliseHost } from './pattern.ts';

/** What the Microsoft 365 endpoint web service returns (endpoints.office.com, "Office 365 IP Address and URL web service"); further keys may come. */
const officeSchema = z.array(
  z.looseObject({
    id: z.int(),
    serviceArea: z.string().max(100).default('Common'),
    serviceAreaDisplayName: z.string().max(300).optional(),
    urls: z.array(z.string().max(300)).max(2000).default([]),
    ips: z.array(z.string().max(100)).max(5000).default([]),
    tcpPorts: z.string().max(200).optional(),
    udpPorts: z.string().max(200).optional(),
    category: z.string().max(50).default(''),
    required: z.boolean().default(true),
    notes: z.string().max(2000).optional(),
  }),
);

/** The web service's JSON → a catalog in file form (to be written as YAML or JSON). Sets without names or TCP ports have nothing to probe and are left out. */
export function importOffice365(text: string, file: string): Record<string, unknown> {
  const sets = parsed(text, file);
  const endpoints = sets.flatMap(endpointsOf);
  if (endpoints.length === 0) throw new UsageError('there is no set with names and TCP ports in it', { file });
  return {
    id: 'office365',
    title: 'Microsoft 365 endpoints (imported)',
    revision: 'imported',
    sources: { service: { title: 'Microsoft 365 endpoint web service', url: 'https://endpoints.office.com' } },
    endpoints,
  };
}

function parsed(text: string, file: string): z.output<typeof officeSchema> {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    throw new UsageError(`not valid JSON: ${error instanceof Error ? error.message.slice(0, 200) : ''}`, { file });
  }
  const result = officeSchema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new UsageError(issue?.message ?? 'it is no answer of the web service', {
    file,
    field: issue?.path.map(String).join('.'),
    hint: 'the file must be the JSON of endpoints.office.com',
  });
}

function endpointsOf(set: z.output<typeof officeSchema>[number]): readonly unknown[] {
  const ports = portsOf(set.tcpPorts ?? '');
  if (ports.length === 0) return [];
  const feature =
    set.serviceArea
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '') || 'common';
  const ips =
    set.ips.length === 0
      ? ''
      : ` Published networks: ${set.ips.slice(0, 8).join(', ')}${set.ips.length > 8 ? ` and ${set.ips.length - 8} more` : ''}.`;
  const why =
    `${set.serviceAreaDisplayName ?? set.serviceArea}, set ${set.id}${set.category === '' ? '' : `, category ${set.category}`}.${set.notes === undefined ? '' : ` ${set.notes}`}${ips}`.slice(
      0,
      1000,
    );
  const valid = [...new Set(set.urls)].flatMap((url) => normaliseHost(url) ?? []);
  return valid.flatMap((host) => {
    const id = `${feature}/${set.id}/${host
      .replace(/^\*\./, 'any.')
      .replace(/\*/g, 'any')
      .replace(/[^a-z0-9._-]/g, '-')}`;
    const secure = ports.filter((port) => port !== 80);
    const entry = { host, feature, required: set.required, why, source: 'service' };
    return [
      ...(secure.length > 0 ? [{ id, ...entry, scheme: secure.includes(443) ? 'https' : 'tcp', ports: secure }] : []),
      ...(ports.includes(80) ? [{ id: `${id}.http`, ...entry, scheme: 'http', ports: [80] }] : []),
    ];
  });
}

function portsOf(text: string): readonly number[] {
  const ports = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => /^\d{1,5}$/.test(part))
    .map(Number);
  return [...new Set(ports)].filter((port) => port > 0 && port < 65536);
}
