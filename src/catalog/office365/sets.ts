import { z } from 'zod';
import { UsageError } from '../../model/usage-error.ts';

/**
 * What the Microsoft 365 endpoint web service returns (endpoints.office.com; "Office 365 IP Address and URL web service", method `endpoints`).
 * Empty members are left out by the service; further keys may come.
 */
const setSchema = z.looseObject({
  id: z.int().min(0),
  serviceArea: z.string().max(100).default('Common'),
  serviceAreaDisplayName: z.string().max(300).optional(),
  urls: z.array(z.string().max(300)).max(2000).default([]),
  ips: z.array(z.string().max(100)).max(5000).default([]),
  tcpPorts: z.string().max(500).default(''),
  udpPorts: z.string().max(500).default(''),
  category: z.string().max(50).default(''),
  expressRoute: z.boolean().default(false),
  required: z.boolean().default(true),
  notes: z.string().max(5000).default(''),
});

/** One endpoint set as the web service of Microsoft 365 publishes it. */
export type OfficeSet = z.output<typeof setSchema>;

/** More entries make no catalog. */
export const MAX_ENDPOINTS = 5000;

/** The sets in the text of the service's answer. Throws `UsageError` with file and field. */
export function officeSets(text: string, file: string): readonly OfficeSet[] {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    throw new UsageError('not valid JSON', {
      file,
      hint: 'the file must be the JSON of endpoints.office.com (Format=JSON, not CSV)',
    });
  }
  const result = z.array(setSchema).max(MAX_ENDPOINTS).safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const field = issue?.path.map(String).join('.');
  throw new UsageError(issue?.message ?? 'it is no answer of the web service', {
    file,
    field: field === '' ? undefined : field,
    hint: 'the file must be the JSON of endpoints.office.com',
  });
}
