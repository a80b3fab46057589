import t from 'tap';
import { createLedger } from '../../../src/logs/attribute.ts';
import { logParser, MAX_ENTRY } from '../../../src/logs/entries/cmtrace.ts';
import { textsFor } from '../../support/security/expressions.ts';

/** What one entry may take of the CPU, however it was written: its length is bounded, and each expression that reads it is linear. */
const ENTRY_MS = 250;
const STAMP = '  $$<SMS_DMP_DOWNLOADER><03-14-2024 14:03:27.512+300><thread=4924 (0x133C)>\n';

t.test('no entry of a log takes longer than its budget', { timeout: 120_000 }, async (t) => {
  const words =
    'winhttp|error|failed with|hresult|https://|proxy |Exception|certificate |success|download|HTTP/1.1 |status code|service signing certificate';
  for (const text of ['winhttp'.repeat(10_000), ...textsFor(words, MAX_ENTRY)]) {
    const ledger = createLedger([{ form: 'suffix', text: 'microsoft.com' }]);
    const parser = logParser();
    const from = process.cpuUsage();
    for (const entry of [...parser.push(`error 12029 ${text}${STAMP}`), ...parser.end()]) ledger.take(entry, { file: 'a.log', log: 'a' });
    ledger.result();
    const used = process.cpuUsage(from);
    const tookMs = (used.user + used.system) / 1000;
    if (tookMs > ENTRY_MS) t.fail(`${JSON.stringify(text.slice(0, 40))}: ${Math.round(tookMs)} ms`);
  }
});
