import { setMaxListeners } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import t from 'tap';
import type { Context, ResolverSpec } from '../../../../src/model/network/context.ts';
import { RunState } from '../../../../src/model/network/run-state.ts';
import { findProxyFor } from '../../../../src/network/pac/script.ts';
import { cpuMs } from '../../../support/cpu-time.ts';
import { a, respond, serve } from '../../../support/dns-server.ts';

const WANTED = 'PROXY 127.0.0.2:8080';
const HOST = 'www.example.com';
const ended = new AbortController();
setMaxListeners(0, ended.signal);

/** Names that begin with `silent` get no answer, those with `no` do not exist. */
const dns = await serve((query) => {
  const name = query.questions?.[0]?.name ?? '';
  if (name.startsWith('silent')) return [];
  return name.startsWith('no') ? [respond(query, { rcode: 3 })] : [respond(query, { answers: [a(name, '10.1.2.3')] })];
});
const resolver: ResolverSpec = { kind: 'udp', address: '127.0.0.1', port: dns.port };
const runs: RunState[] = [];
function newContext(timeoutMs = 2000): Context {
  const run = new RunState();
  runs.push(run);
  return {
    run,
    signal: ended.signal,
    layerTimeoutMs: timeoutMs,
    retries: 0,
    allAddresses: false,
    resolver,
    trust: { extraRootsPem: [], system: false },
    now: () => performance.now(),
    random: Math.random,
    credentialsFor: () => undefined,
  } as unknown as Context;
}
t.teardown(async () => {
  for (const run of runs) run.end();
  ended.abort('ABORTED');
  await dns.close();
});

const data = (script: string): string => `data:application/x-ns-proxy-autoconfig,${encodeURIComponent(script)}`;
const ask = (script: string, host = HOST, url = `https://${host}/`, context = newContext()): Promise<string> =>
  findProxyFor(script.startsWith('data:') ? script : data(script), { url, host }, context);
const find = (body: string): string => `function FindProxyForURL(url, host) { ${body} }`;
const when = (condition: string): string => find(`return (${condition}) ? "${WANTED}" : "PROXY 127.0.0.3:8080";`);

/** Scripts that lead to the wanted proxy where they run as they are written. */
const SCRIPTS: Readonly<Record<string, string>> = {
  'a function of the library at the top level': `var own = myIpAddress(); ${when('isInNet(own, "0.0.0.0", "0.0.0.0")')}`,
  'a method that resolves': `var site = { near: function (ip) { return isInNet(ip, "10.0.0.0", "255.0.0.0"); } }; ${when('site.near(host)')}`,
  'a resolver function as argument of a helper': `function pick(ip) { return ip === "10.1.2.3"; } ${when('pick(dnsResolve(host))')}`,
  'a resolver function as a value': `var look = dnsResolve; ${when('["a.example.com"].map(look)[0] === "10.1.2.3"')}`,
  'a callback of sort': when('["b", "a"].sort(function (x, y) { dnsResolve(x + ".example.com"); return x < y ? -1 : 1; })[0] === "a"'),
  'a getter that resolves': `var o = { get ip() { return dnsResolve("a.example.com"); } }; ${when('o.ip === "10.1.2.3"')}`,
  'a constructor and an arrow': `class Site { constructor(h) { this.ip = dnsResolve(h); } } const f = (h) => new Site(h).ip; ${when('f(host) === "10.1.2.3"')}`,
  'eval and Function': when('eval("isResolvable(host)") && new Function("return isResolvable(\'a.example.com\')")()'),
  'a library function of its own': `function isInNet() { return "own"; } ${when('isInNet() === "own"')}`,
  'state over calls and strict mode': `"use strict"; var calls = 0; ${when('++calls === 1')}`,
  'modern syntax': when('({ "www.example.com": { via: 1 } })[host]?.via ?? false'),
  'only FindProxyForURLEx': `function FindProxyForURLEx() { return "${WANTED}"; }`,
  'FindProxyForURLEx goes first': `${find('return "DIRECT"')} function FindProxyForURLEx() { return "${WANTED}"; }`,
  'names of its own': `var await_ = 1, async = 2; ${when('async === 2')}`,
  convert_addr: when('convert_addr("127.0.0.2") === 2130706434'),
  dnsResolveEx: when('dnsResolveEx("a.example.com") === "10.1.2.3" && dnsResolveEx("no.example.com") === ""'),
  isResolvableEx: when('isResolvableEx("a.example.com") && !isResolvableEx("no.example.com")'),
  isInNetEx: when('isInNetEx("10.1.2.3", "10.0.0.0/8")'),
  sortIpAddressList: when('sortIpAddressList("10.0.0.2;::1") === "::1;10.0.0.2" && sortIpAddressList("x") === false'),
  getClientVersion: when('getClientVersion() === "1.0"'),
  'a name that is not there is null': when('dnsResolve("no.example.com") === null && !isResolvable("no.example.com")'),
  'something else than a name is null': when('dnsResolve() === null && dnsResolve({}) === null && dnsResolve("") === null'),
  'an address is its own answer': when('dnsResolve("192.0.2.9") === "192.0.2.9" && dnsResolve("::1") === null'),
  'a mask with holes, zeros in front': when('isInNet("10.9.2.3", "010.001.002.000", "255.0.255.0")'),
  'the hour that is': when('timeRange(new Date().getHours())'),
  'years of a range': when('dateRange(2020, 2099) && dateRange(2020, 2099, "GMT")'),
  'a network or mask that is none': when('!isInNet("10.1.2.3", "10", "255.0.0.0") && !isInNet("10.1.2.3", "10.0.0.0", "/8")'),
  'what an expression left in RegExp': when('/^([a-z]+)\\./.test(host) && RegExp.$1 === "www" && RegExp.rightContext === "example.com"'),
  'a word for the console': when('console.log("a word") === undefined'),
  alert: when('alert("a word") === undefined'),
};

for (const [name, script] of Object.entries(SCRIPTS)) t.test(name, async (t) => t.equal(await ask(script), WANTED));

t.test('own addresses are those of this machine, or loopback', async (t) => {
  const own = Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map(({ address }) => address));
  const told = await ask(find('return myIpAddress() + " " + myIpAddressEx();'));
  const [first = '', all = ''] = told.split(' ');
  t.ok(own.includes(first) || first === '127.0.0.1', told);
  for (const address of all.split(';').filter((one) => one !== '')) t.ok(own.includes(address), address);
});

t.test('what is wrong is said, with its line', async (t) => {
  const rows: readonly (readonly [script: string, message: RegExp])[] = [
    ['\n\nfunction (', /SyntaxError: .*\(line 3\)/],
    ['var x = 1;', /defines no function FindProxyForURL/],
    ['const FindProxyForURL = () => "DIRECT";', /browsers do not find one that const, let or class declares/],
    [find('\nthrow new Error("boom");'), /Error: boom \(line 2\)/],
    [find('throw "boom";'), /^boom$/],
    [find('throw "PROXY svc:Secret1@proxy.corp.test:1";'), /^PROXY svc:\*\*\*@proxy\.corp\.test:1$/],
    [find('return 5;'), /type number, not a text/],
    [find('return { toString: function () { while (true) {} } };'), /type object, not a text/],
    ['async function FindProxyForURL() { return "DIRECT"; }', /type object/],
  ];
  for (const [script, message] of rows) await t.rejects(ask(script), { code: 'PAC_SCRIPT', message });
  t.equal(await ask(find('return null;')), '', 'no answer is a direct connection');
});

t.test('a long result is cut in its thread', async (t) => {
  t.equal((await ask(find('return new Array(1e6).join("PROXY a:1;");'))).length, 4096);
});

t.test('one name of sixty that gets no answer is null for itself alone', async (t) => {
  const script = data(find('return "PROXY " + (dnsResolve(host) || "none") + ":1";'));
  const context = newContext(1000);
  const hosts = Array.from({ length: 60 }, (_, index) => (index === 7 ? 'silent.example.com' : `h${index}.example.com`));
  const told = await Promise.all(hosts.map((host) => ask(script, host, `https://${host}/`, context)));
  for (const [index, result] of told.entries()) t.equal(result, index === 7 ? 'PROXY none:1' : 'PROXY 10.1.2.3:1');
});

t.test('names without an answer are waited for side by side', async (t) => {
  const script = data(find('return isResolvable(host) ? "DIRECT" : "PROXY p:1";'));
  const context = newContext(1000);
  const startedMs = performance.now();
  const hosts = Array.from({ length: 30 }, (_, index) => `silent${index}.example.com`);
  const told = await Promise.all(hosts.map((host) => ask(script, host, `https://${host}/`, context)));
  t.ok(told.every((result) => result === 'PROXY p:1'));
  t.ok(performance.now() - startedMs < 15_000, 'far below thirty limits');
});

t.test('a script that waits for one silent name after the other is given up for that call', async (t) => {
  const script = data(find('for (var i = 0; i < 50; i++) dnsResolve("silent" + i + ".example.org"); return "DIRECT";'));
  await t.rejects(ask(script, HOST, `https://${HOST}/`, newContext(300)), { code: 'PAC_SCRIPT', message: /names without an answer/ });
});

t.test('a call without an end is ended alone; after two the script is given up', async (t) => {
  const script = data(find('while (host.indexOf("loop") === 0) {} return "DIRECT";'));
  const context = newContext(300);
  const say = (host: string): Promise<string> => ask(script, host, `https://${host}/`, context);
  await t.rejects(say('loop1'), { code: 'PAC_SCRIPT', message: /did not finish within 300 ms/ });
  t.equal(await say('fine'), 'DIRECT');
  await t.rejects(say('loop2'), { code: 'PAC_SCRIPT' });
  await t.rejects(say('fine'), { code: 'PAC_SCRIPT', message: /given up/ });
});

t.test('a call that goes too deep is the end of that call, not of those after it', async (t) => {
  const script = data(`function deep() { return deep() + 1; } ${find('if (host === "deep") deep(); return "DIRECT";')}`);
  const context = newContext(5000);
  const say = (host: string): Promise<string> => ask(script, host, `https://${host}/`, context);
  await t.rejects(say('deep'), { code: 'PAC_SCRIPT', message: /stack overflow/ });
  t.equal(await say('fine'), 'DIRECT');
  await t.rejects(say('deep'), { code: 'PAC_SCRIPT', message: /stack overflow/ });
  t.equal(await say('fine'), 'DIRECT');
});

t.test('a script of one megabyte runs for sixty hosts within three seconds of work', async (t) => {
  const lines = Array.from({ length: 15_500 }, (_, index) => `if (shExpMatch(host, "*.site${index}.example.net")) return "DIRECT";`);
  const script = find(`${lines.join('\n')}\nreturn "${WANTED}";`);
  const file = join(t.testdir(), 'large.pac');
  writeFileSync(file, script);
  const context = newContext(20_000);
  // Of all threads of this process, which does nothing else meanwhile: what others do on the machine is not in it.
  const before = process.cpuUsage();
  const told = await Promise.all(
    Array.from({ length: 60 }, (_, index) =>
      findProxyFor(pathToFileURL(file).href, { url: `https://h${index}/`, host: `h${index}` }, context),
    ),
  );
  const spentMs = cpuMs(before);
  t.comment(`${script.length} bytes, ${Math.round(spentMs)} ms of CPU time`);
  t.ok(told.every((result) => result === WANTED));
  t.ok(spentMs < 9000, 'three seconds, and as much again twice for a busy machine');
});

t.test('a script is fetched as browsers fetch it', async (t) => {
  const script = when('true');
  const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));
  const answers: Readonly<Record<string, RequestListener>> = {
    '/plain': (_, response) => response.end(script),
    '/moved': (_, response) => response.writeHead(302, { location: '/plain' }).end(),
    '/round': (_, response) => response.writeHead(301, { location: '/round' }).end(),
    '/elsewhere': (_, response) => response.writeHead(302, { location: 'file:///etc/passwd' }).end(),
    '/gzip': (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(script)),
    '/utf16': (_, response) =>
      response.writeHead(200, { 'content-type': 'text/plain; charset="UTF-16LE"' }).end(Buffer.from(script, 'utf16le')),
    '/mark': (_, response) => response.end(Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(script, 'utf16le').swap16()])),
    '/windows': (_, response) => response.end(Buffer.from(`// caf\u00e9\n${script}`, 'latin1')),
    '/page': (_, response) => response.end('<!DOCTYPE html><title>Sign in</title>'),
    '/bomb': (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb),
    '/none': (_, response) => response.writeHead(404).end(),
    '/empty': (_, response) => response.end(),
    '/silent': () => undefined,
  };
  const server = createServer((request, response) => answers[request.url ?? '']?.(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  const from = (path: string): Promise<string> =>
    findProxyFor(
      `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`,
      { url: `https://${HOST}/`, host: HOST },
      newContext(path === '/silent' ? 1000 : 20_000),
    );
  for (const path of ['/plain', '/moved', '/gzip', '/utf16', '/mark', '/windows']) t.equal(await from(path), WANTED, path);
  const failures: Readonly<Record<string, RegExp>> = {
    '/round': /more than 5 redirects/,
    '/elsewhere': /not followed/,
    '/page': /HTML page .*"Sign in"/,
    '/bomb': /more than 1048576 bytes/,
    '/none': /HTTP status 404/,
    '/empty': /it is empty/,
    '/silent': /no complete answer within 1000 ms/,
  };
  for (const [path, message] of Object.entries(failures)) await t.rejects(from(path), { code: 'PAC_FETCH', message }, path);
});
