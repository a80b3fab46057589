import { z } from 'zod';
import { catalogSchema } from '../src/model/catalog.ts';
import { FORMAT_MODULES, FORMAT_NAMES } from '../src/report/formats/index.ts';
import { parseReport } from '../src/report/parse.ts';
import { reportSchema } from '../src/report/schema.ts';
import { sampleReport } from './report/sample.ts';

export const SAMPLE = 'reports/sample/report.json';

/** Path → content of every file that is made from the code; a test compares them with what is there. */
export async function generatedFiles(): Promise<ReadonlyMap<string, string | Uint8Array>> {
  const files = new Map<string, string | Uint8Array>([
    ['endpoints/catalog.schema.json', schemaText(catalogSchema, 'A catalog of endpoints for configmgr-preflight')],
    ['reports/report.schema.json', schemaText(reportSchema, 'A report of configmgr-preflight')],
  ]);
  const sample = String(await (await FORMAT_MODULES.json()).render(sampleReport(), { width: 100, color: false, verbose: false }));
  files.set(SAMPLE, sample);
  // Read back as a user's saved report would be: what is rendered went through the door.
  const report = parseReport(sample, SAMPLE);
  for (const name of FORMAT_NAMES) {
    const format = await FORMAT_MODULES[name]();
    const rendered = await format.render(report, { width: 100, color: false, verbose: false });
    // Archives hold the time of their making; their content is tested by reading it back.
    if (typeof rendered === 'string' && name !== 'json') files.set(`reports/sample/report.${name}.${format.extension}`, rendered);
  }
  return files;
}

function schemaText(schema: z.ZodType, title: string): string {
  return `${JSON.stringify({ title, ...z.toJSONSchema(schema, { io: 'input' }) }, null, 2)}\n`;
}
