import { json as escaped } from '../../text/escape.ts';
import type { Format } from './format.ts';

/** The report itself; every other format can be made from it. */
export const json: Format = {
  title: 'JSON (the report, reports/report.schema.json)',
  extension: 'json',
  mediaType: 'application/json',
  render: (report) => `${escaped(report, 2)}\n`,
};
