import { X509Certificate } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { Duplex } from 'node:stream';
import tls from 'node:tls';
import dnsPacket from 'dns-packet';
import fc from 'fast-check';
import { loadCatalogs, SHIPPED_CATALOGS } from '../../../src/catalog/load.ts';
import { selectEndpoints } from '../../../src/catalog/select.ts';
import * as samr from '../../../src/checks/account/sources/samba/samr-output.ts';
import { packageRoot } from '../../../src/files/package-root.ts';
import { withDerived } from '../../../src/firewall/derived.ts';
import { createLedger } from '../../../src/logs/attribute.ts';
import { logParser } from '../../../src/logs/entries/cmtrace.ts';
import { judgeLogs } from '../../../src/logs/judge.ts';
import { catalogLookup } from '../../../src/logs/lookup.ts';
import { Secret } from '../../../src/model/network/secret.ts';
import { parseChallenges } from '../../../src/network/auth/challenge.ts';
import { digest } from '../../../src/network/auth/digest.ts';
import { ntlm } from '../../../src/network/auth/ntlm.ts';
import { encodeQuery, readReply } from '../../../src/network/dns/message.ts';
import { mappedPorts, portsIn } from '../../../src/network/endpoint-mapper.ts';
import { parseAnswer } from '../../../src/network/ldap/sasl-bind.ts';
import { parsePacResult } from '../../../src/network/route/pac-list.ts';
import { versionIn } from '../../../src/network/sql-server/pre-login.ts';
import { certificateFacts } from '../../../src/network/tls/certificate.ts';
import { rootsOf } from '../../../src/network/tls/roots.ts';
import { chainTrustedBy } from '../../../src/network/tls/trust.ts';
import { StepFailure } from '../../../src/network/trace.ts';
import { compareReports } from '../../../src/report/compare/compare.ts';
import { COMPARE_FORMATS } from '../../../src/report/compare/formats.ts';
import { FORMAT_MODULES, FORMAT_NAMES } from '../../../src/report/formats/index.ts';
import { MERGE_FORMATS } from '../../../src/report/merge/formats.ts';
import { createMerger } from '../../../src/report/merge/merge.ts';
import { parseReport } from '../../../src/report/parse.ts';
import { publishedIn } from '../../../src/report/redact/published.ts';
import { redactReport } from '../../../src/report/redact/redact.ts';
import { parseResolver } from '../../../src/settings/resolver-spec.ts';
import { parseRoute } from '../../../src/settings/route-spec.ts';
import { configSchema } from '../../../src/settings/schema.ts';
import { mergeSettings } from '../../../src/settings/settings.ts';
import { configTemplate } from '../../../src/settings/template.ts';
import * as languages from '../../../src/text/escape.ts';
import { wrap } from '../../../src/text/layout.ts';
import { masker } from '../../../src/text/mask.ts';
import { withoutTokens } from '../../../src/text/tokens.ts';
import { readYaml } from '../../../src/yaml/document.ts';
import { fit } from '../../../src/yaml/fit.ts';
import { catalogOf } from '../catalog/catalog-text.ts';
import { EVERYTHING } from '../catalog/selections.ts';
import { LINES } from '../logs/samples.ts';
import { bytesLike, jsonLike, textLike } from './arbitraries.ts';

/** One parser or renderer, what it is given, and its share of the inputs: the slow ones take fewer. */
export interface Target<Input> {
  readonly name: string;
  readonly input: fc.Arbitrary<Input>;
  /** Throws only `UsageError`, or what shows a fault. */
  readonly run: (input: Input) => void | Promise<void>;
}

const target = <Input>(name: string, input: fc.Arbitrary<Input>, run: Target<Input>['run']): Target<unknown> => ({
  name,
  input,
  run: (value) => run(value as Input),
});

const root = packageRoot();
const catalogs = await loadCatalogs(SHIPPED_CATALOGS);
const published = publishedIn(catalogs);

function ldapResults(): Target<unknown> {
  const answer = Buffer.from('300c02010161070a010e040004008703616263', 'hex');
  answer[1] = answer.length - 2;
  return target('LDAP results', bytesLike(answer, Buffer.from('300c02010161070a010004000400', 'hex')), (bytes) => void parseAnswer(bytes));
}

function preLogin(): Target<unknown> {
  const seed = Buffer.from('0000060006ff100010190000', 'hex');
  return target('first answer of SQL Server', bytesLike(seed), (bytes) => {
    versionIn(bytes);
  });
}

function endpointMapper(): Target<unknown> {
  const fragment = (type: number, body: Buffer, flags: number): Buffer => {
    const head = Buffer.alloc(24);
    head.set([5, 0, type, flags]);
    head.writeUInt16LE(24 + body.length, 8);
    return Buffer.concat([head, body]);
  };
  const tower = Buffer.from('010007020000870100090400', 'hex');
  const seed = Buffer.concat([fragment(12, Buffer.alloc(20), 3), fragment(2, Buffer.concat([tower, tower]), 1), fragment(2, tower, 3)]);
  return target('endpoint mapper', bytesLike(seed), async (bytes) => {
    portsIn(bytes);
    const socket = Duplex.from({
      readable: (async function* () {
        yield bytes;
      })(),
      writable: async (source: AsyncIterable<unknown>) => {
        for await (const _ of source);
      },
    });
    socket.on('error', () => undefined);
    await mappedPorts(socket as Socket, AbortSignal.timeout(1000)).catch((error: unknown) => {
      if (!(error instanceof StepFailure)) throw error;
    });
    socket.destroy();
  });
}

function authentication(): Target<unknown> {
  const fields = textLike(
    'Basic realm="x, y", charset="UTF-8"',
    'Digest realm="a\\"b", nonce="n", qop="auth,auth-int", algorithm=SHA-256, stale=true, Basic realm=z',
    'NTLM',
    'Negotiate abc==, NTLM',
    'A b=c,,,, D="e',
  );
  const challenge = Buffer.alloc(120);
  challenge.write('NTLMSSP\0', 'latin1');
  for (const [value, at] of [
    [2, 8],
    [0xa2898205, 20],
    [60, 44],
  ] as const)
    challenge.writeUInt32LE(value, at);
  for (const [value, at] of [
    [40, 40],
    [7, 60],
    [8, 62],
  ] as const)
    challenge.writeUInt16LE(value, at);
  const credentials = { username: 'CORP\\u', password: new Secret('pass') };
  const request = { method: 'CONNECT', uri: 'a.example:443', credentials, serviceHost: 'proxy.example', offering: () => undefined };
  return target('challenges, NTLM, Digest', fc.tuple(fields, fields, bytesLike(challenge)), async ([first, second, message]) => {
    for (const one of parseChallenges([first, second]).slice(0, 5)) await digest.begin()(one, request);
    const session = ntlm.begin();
    for (const token68 of ['', message.toString('base64')]) await session({ scheme: 'ntlm', token68, params: {} }, request);
  });
}

function dnsMessages(): Target<unknown> {
  const question = { name: 'go.microsoft.com', type: 'A' } as const;
  const reply = dnsPacket.encode({
    type: 'response',
    id: 7,
    flags: 0x180,
    questions: [{ ...question, class: 'IN' }],
    answers: [
      { type: 'CNAME', name: question.name, data: 'a.b.test', ttl: 3 },
      { type: 'A', name: 'a.b.test', data: '192.0.2.4', ttl: 3 },
      { type: 'TXT', name: 'a.b.test', data: ['a'], ttl: 3 },
    ],
  });
  return target('DNS messages', bytesLike(reply, encodeQuery(question, 7, true)), (bytes) => void readReply(bytes, question, 7));
}

function logs(): Target<unknown> {
  const endpoints = selectEndpoints(catalogs.slice(0, 1), EVERYTHING);
  const lookup = catalogLookup(endpoints);
  const lines = textLike(
    ...LINES,
    LINES.join('\n'),
    'Failed to download https://go.microsoft.com/fwlink/?x with error 12029 0x80072EFD  $$<A><03-14-2024 14:07:11.020+300><thread=1>',
  );
  return target('logs', fc.array(lines, { minLength: 1, maxLength: 6 }), (parts) => {
    const parser = logParser();
    const ledger = createLedger(lookup.forms);
    for (const entry of [...parser.push(parts.join('\n')), ...parser.end()]) ledger.take(entry, { file: 'f.log', log: 'f' });
    judgeLogs(ledger.result(), lookup, () => true);
  });
}

function certificates(): Target<unknown> {
  const der = tls.rootCertificates.slice(0, 12).map((pem) => Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64'));
  const roots = rootsOf(tls.rootCertificates.slice(0, 3));
  return target('certificates', bytesLike(...der), (bytes) => {
    // What OpenSSL refuses never gets as far as this program.
    if (isCertificate(bytes)) {
      certificateFacts(bytes);
      chainTrustedBy([bytes, der[0] ?? bytes], roots, new Date(0));
    }
  });
}

function isCertificate(bytes: Buffer): boolean {
  try {
    return new X509Certificate(bytes).raw.length > 0;
  } catch {
    return false;
  }
}

function configuration(): Target<unknown> {
  const on = configTemplate().replace(/^# (\w+): (.+)$/gm, '$1: $2');
  const some = textLike(
    'timeout: 1000\nroute: [direct, env]\nquiet: yes\n',
    'waivers:\n  - { pattern: "endpoint:*", reason: r, until: "2031-01-01" }\n',
    'accounts: { require: all }\n',
    on.slice(0, 2000),
  );
  const value = textLike('1000', 'direct', 'true', 'http://u@proxy.example:8080', 'udp://192.0.2.1', 'a=b');
  return target('configuration', fc.tuple(some, value, value), ([text, first, second]) => {
    refusable(() => mergeSettings(fit(readYaml(text, 'f'), 'f', configSchema) as Readonly<Record<string, unknown>>, {}, {}));
    refusable(() => mergeSettings({}, { PREFLIGHT_TIMEOUT: first, PREFLIGHT_ROUTE: second, PREFLIGHT_PARAM: first }, { resolver: second }));
    refusable(() => parseRoute(first, 'auto', { http_proxy: second }));
    refusable(() => parseResolver(second));
  });
}

function catalogFiles(): Target<unknown> {
  const [shipped = ''] = readdirSync(join(root, 'endpoints'))
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => readFileSync(join(root, 'endpoints', name), 'utf8'));
  const small =
    'id: c\ntitle: t\nrevision: "1"\nendpoints:\n  - { id: f/a, host: "*.a.example", feature: f, ports: [443], path: "/?x=1" }\n  - id: f/b\n    host: <x>.b.example\n    feature: f\n';
  return target('catalogs', textLike(small, small, small, shipped.slice(0, 3000)), (text) => {
    refusable(() => catalogOf(text, 'f', 'sha256'));
  });
}

async function reports(): Promise<Target<unknown>> {
  const formats = await Promise.all(FORMAT_NAMES.map((name) => FORMAT_MODULES[name]()));
  const whole = JSON.parse(readFileSync(join(root, 'reports/sample/report.json'), 'utf8')) as { findings: unknown[] };
  const seeds = Array.from({ length: 8 }, (_, index) => ({ ...whole, findings: whole.findings.slice(index * 5, index * 5 + 5) }));
  let turn = 0;
  return target('reports: formats, redaction, compare, merge', jsonLike(seeds), async (value) => {
    const report = refusable(() => parseReport(JSON.stringify(value), 'f'));
    if (report === undefined) return;
    const redacted = redactReport(report, { published, words: ['contoso', '(', '\\'] });
    turn += 1;
    // One of the formats a report, and all of them in turn.
    const format = formats[turn % formats.length];
    await format?.render(turn % 2 === 0 ? report : redacted, { width: 20 + (turn % 160), color: turn % 3 === 0, verbose: true, all: true });
    const merger = createMerger({ latestOnly: turn % 2 === 0 });
    merger.add(report);
    merger.add(redacted);
    for (const write of Object.values(MERGE_FORMATS)) for (const _ of write(merger.result()));
    for (const write of Object.values(COMPARE_FORMATS)) write(compareReports(report, redacted));
    withDerived([], report);
  });
}

function escapers(): Target<unknown> {
  const texts = textLike(
    '=cmd|x',
    '<img src=x onerror=1>',
    '[a](javascript:1)',
    '##vso[task.x]',
    '::set-output name=a::b',
    '\u001b[31m',
    'a`b``c',
    '1. x',
    '| a |',
    '&#60;',
    'word word word',
  );
  const mask = masker([{ username: 'CORP\\u', password: 'p@ss(word)+' }]);
  return target('escapers, masks, layout', texts, (text) => {
    const seen = languages.terminal(text);
    if (/[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200b-\u200f]/.test(seen)) throw new Error('a hidden character on a terminal');
    if (/[<>"']/.test(languages.html(text))) throw new Error('HTML');
    if (/^\s*[=+\-@\t\r]/.test(languages.csv(text).slice(1, -1).replaceAll('""', '"'))) throw new Error('a formula');
    const value: unknown = JSON.parse(languages.json(text));
    if (value !== text) throw new Error('JSON changed the text');
    for (const write of [languages.markdown, languages.markdownCode, languages.tap, languages.xml]) write(text);
    for (const line of wrap(seen, 20 + (text.length % 60)))
      if (/^\s*::[g-z]|##vso\[/i.test(line)) throw new Error(`a build command: ${JSON.stringify(line)}`);
    withoutTokens(mask(text));
  });
}

function toolOutput(): Target<unknown> {
  const output = textLike(
    'sid:[S-1-5-21-1-2-3-500]\n\tgroup rid:[0x220]\nDomain SID: S-1-5-21-1-2-3\n',
    'S-1-5-21-1-2-3-500 CORP\\Administrator (1)\nfound 2 privileges for SID S-1-5-32-544\nSeServiceLogonRight\nresult was NT_STATUS_OBJECT_NAME_NOT_FOUND\n',
    '\tacb_info :\t0x00000210\n\tuser_rid :\t0x1f4\n\tKickoff Time             :\tThu, 14 Sep 30828 02:48:05 UTC\n',
    'PROXY a:1; SOCKS5 [::1]:2; DIRECT; HTTPS b',
  );
  return target('output of tools, PAC results', output, (text) => {
    samr.aliasMembers(text);
    samr.aliasesOf(text);
    samr.holdersOf(text, samr.namesOfSids(text));
    samr.localUser(text);
    samr.firstRefusal(text, []);
    samr.ntStatus(text);
    parsePacResult(text);
  });
}

function refusable<Value>(work: () => Value): Value | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof Error && error.name === 'UsageError') return undefined;
    throw error;
  }
}

export const TARGETS: readonly Target<unknown>[] = [
  ldapResults(),
  endpointMapper(),
  preLogin(),
  authentication(),
  dnsMessages(),
  logs(),
  certificates(),
  configuration(),
  catalogFiles(),
  await reports(),
  escapers(),
  toolOutput(),
];
