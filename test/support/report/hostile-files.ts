import { LIMITS } from '../../../src/report/scan.ts';
import { finding, reportOf } from './examples.ts';

export const ID = 'endpoint:updates/a.example:443@direct';
export const head = JSON.stringify({ ...reportOf([]), findings: undefined }).slice(0, -1);
export const findings = (text: string): string => `${head},"findings":[${text}]}`;
export const good = JSON.stringify(finding({ id: ID }));
export const many = (text: string, times: number): string => Array.from({ length: times }, () => text).join(',');
export const withEvidence = (evidence: string): string => good.replace(/"evidence":\{[^}]*\}/, `"evidence":${evidence}`);

/** Texts that are no report, or too much of one, by what is wrong. */
export const HOSTILE: Readonly<Record<string, string>> = {
  'a million empty findings': findings(many('{}', 1_000_000)),
  'a million lists that open': '['.repeat(1_000_000),
  'a million objects that open': '{"a":'.repeat(1_000_000),
  'lists in a finding': findings(withEvidence(`{"x":${'['.repeat(100_000)}`)),
  'a million values in a finding': findings(withEvidence(`{"x":[${many('0', 1_000_000)}]}`)),
  'a million keys in a finding': findings(withEvidence(`{${many('"k":0', 1_000_000)}}`)),
  'a million values beside the findings': `${head},"findings":[],"x":[${many('{}', 1_000_000)}]}`,
  'a long text': findings(withEvidence(`{"x":"${'a'.repeat(5_000_000)}"}`)),
  'much text beside the findings': `${head},"findings":[],"x":[${many(`"${'a'.repeat(100_000)}"`, 50)}]}`,
  'words for children': findings(good.replace(/\}$/, `,"children":[${many('0', 50_000)}]}`)),
  'words for catalogs': `${head.replace(/"catalogs":\[.*?\]/, `"catalogs":[${many('0', 15_000)}]`)},"findings":[]}`,
  'the list under another spelling': `${head},"find\\u0069ngs":[${many('{}', 1000)}]}`,
  'two lists': `${head},"findings":[${good}],"findings":[{}]}`,
  'too many findings': findings(many(good, LIMITS.findings + 2)),
  'a text without end': `${head},"findings":["`,
  'needed by a word': findings(withEvidence('{"neededBy":"x"}')),
  'hops that are numbers': findings(withEvidence('{"hops":[7]}')),
};
