import t from 'tap';
import { CAUSES, type Cause, causeInfo, ownerOf } from '../../../src/causes/index.ts';
import { createLedger } from '../../../src/logs/attribute.ts';
import { logParser } from '../../../src/logs/entries/cmtrace.ts';
import { HRESULTS, type NetworkError, WINHTTP, WINSOCK } from '../../../src/logs/errors/network-errors.ts';
import { PHRASES } from '../../../src/logs/errors/phrases.ts';
import { PUBLIC_FILE_STATUSES, STATUSES } from '../../../src/logs/errors/statuses.ts';
import { judgeLogs } from '../../../src/logs/judge.ts';
import { catalogLookup } from '../../../src/logs/lookup.ts';
import type { LogEvidence } from '../../../src/model/evidence.ts';
import { server } from '../../support/logs/samples.ts';

const ROWS: readonly NetworkError[] = [
  ...[...WINHTTP.values(), ...WINSOCK.values(), ...HRESULTS.values(), ...STATUSES.values(), ...PUBLIC_FILE_STATUSES.values(), ...PHRASES],
];

/** What `check` says of the cause that is asked about first, for the same facts. */
function ofCheck(cause: Cause, evidence: LogEvidence): { readonly owner: string; readonly firstStep: string } {
  return { owner: ownerOf(cause, evidence), firstStep: causeInfo(cause).remedy(evidence) };
}

t.test('a fault that check sees and a log tells has the same cause, owner and first step', async (t) => {
  const seen = new Set<string>();
  for (const [code, { cause, asksForProxy, ruleOut, remedy }] of [...WINHTTP, ...WINSOCK].map(([key, row]) => [key, row] as const)) {
    if (cause === null || asksForProxy === true || remedy !== undefined) continue;
    const ledger = createLedger([]);
    const parser = logParser();
    for (const entry of [...parser.push(server(`Download of https://go.microsoft.com/ failed, error ${code}`)), ...parser.end()])
      ledger.take(entry, { file: 'a.log', log: 'a' });
    const [finding] = judgeLogs(ledger.result(), catalogLookup([]), () => true);
    t.equal(finding?.cause, cause, code);
    const expected = ofCheck(ruleOut?.[0] ?? cause, finding?.evidence ?? {});
    t.equal(finding?.owner, expected.owner, `${code}: owner`);
    t.ok(finding?.remedy.startsWith(expected.firstStep), `${code}: first step`);
    seen.add(cause);
  }
  t.ok(seen.size >= 12, [...seen].join(' '));
});

t.test('what is ruled out before a cause are causes of check, and articles are of Microsoft', async (t) => {
  for (const { code, ruleOut = [], articles = [] } of ROWS) {
    t.ok(
      ruleOut.every((cause) => Object.hasOwn(CAUSES, cause)),
      code,
    );
    t.ok(
      articles.every((url) => /^https:\/\/(?:learn|support)\.microsoft\.com\//.test(url)),
      code,
    );
  }
});
