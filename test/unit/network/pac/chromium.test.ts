import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import type { Context } from '../../../../src/model/network/context.ts';
import { RunState } from '../../../../src/model/network/run-state.ts';
import { findProxyFor } from '../../../../src/network/pac/script.ts';
import { CHROMIUM } from '../../../support/chromium.ts';
import { a, respond, serve } from '../../../support/dns-server.ts';

/** What both have to say the same of; the names are those that the browser is told and the DNS server of the test knows. */
const EXPRESSIONS: readonly string[] = [
  'url',
  'host',
  'this === globalThis || typeof this',
  'isPlainHostName("www")',
  'isPlainHostName("::1")',
  'isPlainHostName("www.example.com")',
  'dnsDomainIs(host, ".test")',
  'dnsDomainIs("WWW.TEST", ".test")',
  'localHostOrDomainIs("www", "www.example.com")',
  'localHostOrDomainIs("ww", "www.example.com")',
  'dnsDomainLevels("a.b.c")',
  'convert_addr("192.0.2.1")',
  'convert_addr("010.000.000.009")',
  'isInNet("10.1.2.3", "010.000.000.000", "255.0.0.0")',
  'isInNet("10.99.2.3", "10.1.2.0", "255.0.255.0")',
  'isInNet("known.example.com", "10.1.0.0", "255.255.0.0")',
  'isInNet("nowhere.example.com", "0.0.0.0", "0.0.0.0")',
  'isInNet("300.1.2.3", "0.0.0.0", "0.0.0.0")',
  'dnsResolve("known.example.com")',
  'dnsResolve("nowhere.example.com")',
  'dnsResolve("192.0.2.9")',
  'dnsResolve(5)',
  'isResolvable("known.example.com")',
  'isResolvable("nowhere.example.com")',
  'dnsResolveEx("known.example.com")',
  'dnsResolveEx("nowhere.example.com")',
  'isResolvableEx("known.example.com")',
  'isInNetEx("10.1.2.3", "10.0.0.0/8")',
  'isInNetEx("2001:db8::1", "2001:db8::/32")',
  'isInNetEx("10.1.2.3", "::/0")',
  'isInNetEx("10.1.2.3", "10.0.0.0")',
  'isInNetEx("::ffff:10.1.2.3", "10.0.0.0/8")',
  'isInNetEx("2001:db8::1", "0.0.0.0/0")',
  'isInNetEx("known.example.com", "10.0.0.0/8")',
  'timeRange(1, 0)',
  'dnsDomainIs("a", "abc")',
  'shExpMatch("ab", "a*b*")',
  'sortIpAddressList("10.2.3.9;2001:4898:28:3:201:2ff:feea:fc14;::1;127.0.0.1;::9")',
  'sortIpAddressList("10.0.0.1; nothing")',
  'sortIpAddressList(";")',
  'shExpMatch("http://home.example.com/ari/x.html", "*/ari/*")',
  'shExpMatch("www.local", "*.(local|lan)")',
  'shExpMatch("www.local", "www")',
  'shExpMatch("a+b", "a+b")',
  'shExpMatch("a-b", "a?b")',
  'weekdayRange("SUN", "SAT")',
  'weekdayRange("SAT", "SUN", "GMT")',
  'weekdayRange("XXX")',
  'weekdayRange()',
  'dateRange(2020, 2099)',
  'dateRange(2020, 2021)',
  'dateRange(1, 31)',
  'dateRange("JAN", "DEC")',
  'dateRange(1, "JAN", 2000, 31, "DEC", 2099, "GMT")',
  'dateRange(new Date().getDate())',
  'timeRange(0, 23)',
  'timeRange(new Date().getHours())',
  'timeRange(new Date().getUTCHours(), "GMT")',
  'timeRange(0, 0, 23, 59)',
  'timeRange(0, 0, 0, 23, 59, 59, "GMT")',
  'timeRange(23, 0)',
  'typeof getClientVersion === "undefined" || true',
  'typeof process + typeof require + typeof setTimeout + typeof XMLHttpRequest',
  '({ near: function (ip) { return isInNet(ip, "10.0.0.0", "255.0.0.0"); } }).near("known.example.com")',
  '["known.example.com", "nowhere.example.com"].map(dnsResolve).join()',
  'typeof myIpAddress() + (myIpAddress() === atTop)',
];

/** Each case has a host of its own; its value is told as the name of a proxy, since that is all that a browser shows. */
const SCRIPT = `var atTop = myIpAddress();
function hex(value) {
  var text = String(value), out = "";
  for (var i = 0; i < Math.min(text.length, 28); i++) out += (256 + text.charCodeAt(i)).toString(16).slice(1);
  return out;
}
function FindProxyForURL(url, host) {
  switch (host) {
${EXPRESSIONS.map((expression, index) => `    case "c${index}.test": return "PROXY n${index}v" + hex(${expression}) + ":1";`).join('\n')}
  }
  return "DIRECT";
}`;
const PAC_URL = `data:application/x-ns-proxy-autoconfig;base64,${Buffer.from(SCRIPT).toString('base64')}`;
const URLS = EXPRESSIONS.map((_, index) => `http://c${index}.test/pki/${index}.crl`);

t.test(
  'every expression comes out as in Chromium',
  { skip: CHROMIUM === undefined ? 'no Chromium here' : false, timeout: 120_000 },
  async (t) => {
    const theirs = await byChromium(CHROMIUM ?? '');
    t.equal(theirs.size, EXPRESSIONS.length, 'the browser asked its resolver for every URL');
    const ours = await byUs();
    for (const [index, expression] of EXPRESSIONS.entries()) t.equal(ours.get(index), theirs.get(index), expression);
  },
);

const CHOICE = /n(\d+)v([0-9a-f]*):1/;
function noteChoice(values: Map<number, string>, list: string): void {
  const [, index, hex = ''] = CHOICE.exec(list) ?? [];
  if (index !== undefined) values.set(Number(index), Buffer.from(hex, 'hex').toString('latin1'));
}

/** The browser's own record of what its resolver chose, from its net log. */
async function byChromium(program: string): Promise<Map<number, string>> {
  const folder = await mkdtemp(join(tmpdir(), 'preflight-pac-'));
  const log = join(folder, 'net.json');
  const page = `data:text/html,${encodeURIComponent(URLS.map((url) => `<img src="${url}">`).join(''))}`;
  const flags = [
    '--headless=new',
    '--no-sandbox',
    '--disable-gpu',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
  ];
  const rules = '--host-resolver-rules=MAP known.example.com 10.1.2.3,MAP * ~NOTFOUND,EXCLUDE 192.0.2.9';
  const child = spawn(
    program,
    [...flags, rules, `--user-data-dir=${folder}`, `--proxy-pac-url=${PAC_URL}`, `--log-net-log=${log}`, '--dump-dom', page],
    {
      stdio: 'ignore',
    },
  );
  await new Promise((resolve) => child.once('exit', resolve));
  const text = await readFile(log, 'utf8');
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  const values = new Map<number, string>();
  for (const [, list = ''] of text.matchAll(/"proxy_info":"([^"]*)"/g)) noteChoice(values, list);
  return values;
}

async function byUs(): Promise<Map<number, string>> {
  const dns = await serve((query) => {
    const name = query.questions?.[0]?.name ?? '';
    const isKnown = name === 'known.example.com' && query.questions?.[0]?.type === 'A';
    return [
      isKnown ? respond(query, { answers: [a(name, '10.1.2.3')] }) : respond(query, name === 'known.example.com' ? {} : { rcode: 3 }),
    ];
  });
  const run = new RunState();
  const context = {
    run,
    signal: new AbortController().signal,
    layerTimeoutMs: 5000,
    resolver: { kind: 'udp', address: '127.0.0.1', port: dns.port },
    trust: { extraRootsPem: [] },
    now: () => performance.now(),
  } as unknown as Context;
  const values = new Map<number, string>();
  const script = `data:,${encodeURIComponent(SCRIPT)}`;
  for (const url of URLS) noteChoice(values, await findProxyFor(script, { url, host: new URL(url).hostname }, context));
  run.end();
  await dns.close();
  return values;
}
