import t from 'tap';
import { reproduce } from '../../../src/checks/endpoint/verdict/route/reproduce.ts';
import type { Finding } from '../../../src/model/finding.ts';
import type { Probe } from '../../../src/model/network/probe.ts';
import { withCommandFor } from '../../../src/preflight/command-line.ts';
import { commandFor } from '../../../src/text/command-for.ts';

const route = {
  name: 'r',
  kind: 'http',
  auth: 'auto',
  via: { host: 'proxy.corp.test', port: 8080 },
} as const;
const command = (username: string): string =>
  reproduce({ route: { ...route, username }, scheme: 'https', target: { host: 'a.test', port: 443 }, path: '/' } as Probe);

import { strangeTo } from '../../support/grammar.ts';
import { failure } from '../../support/report/examples.ts';

t.test('no printed command line holds what could be sent as a password: curl asks for it', async (t) => {
  t.match(command('svc-proxy'), /--proxy-user 'svc-proxy' https:/);
  for (const name of ['svc-proxy', 'CORP\\svc', 'u@corp.test', "o'neil", 'a:b']) t.notMatch(command(name), /--proxy-user '[^']*[:*]/, name);
});

t.test('quotes that work where the command is read', async (t) => {
  const made = command('CORP\\SCP01$');
  t.equal(commandFor('linux', made), made);
  t.match(commandFor('win32', made), /--proxy-user "CORP\\SCP01\$" https:/);
  t.equal(commandFor('win32', "curl --noproxy '*' 'http://a.test/x?y=1&z=2'"), 'curl.exe --noproxy "*" "http://a.test/x?y=1&z=2"');
  t.equal(
    commandFor('win32', "curl 'http://a.test/$(calc)' 'http://a.test/$env:x'"),
    "curl.exe 'http://a.test/$(calc)' 'http://a.test/$env:x'",
  );
});

t.test('on Windows the tools that every server has; elsewhere those of sh', async (t) => {
  const evidence = { host: 'aka.ms', port: 443, scheme: 'https', resolver: '10.88.0.1' };
  const one = (layer: 'dns' | 'tcp' | 'tls' | 'http', cause: Finding['cause'], more: object = {}) =>
    failure('endpoint:a/aka.ms:443@direct', {
      ...{ layer, cause, evidence: { ...evidence, ...more } },
      reproduce: "curl -sS -v -o /dev/null --noproxy '*' https://aka.ms/",
    });
  const onWindows = (finding: Finding) => withCommandFor('win32', finding).reproduce;
  t.equal(onWindows(one('dns', 'dns.nxdomain')), 'Resolve-DnsName aka.ms -Type A -Server 10.88.0.1');
  t.equal(onWindows(one('dns', 'dns.nxdomain', { resolver: 'system' })), 'Resolve-DnsName aka.ms -Type A');
  t.equal(onWindows(one('tcp', 'tcp.timeout')), 'Test-NetConnection aka.ms -Port 443');
  t.equal(onWindows(one('http', 'http.status')), 'curl.exe -sS -v -o NUL --noproxy "*" https://aka.ms/');
  t.equal(onWindows(one('tcp', 'tcp.timeout', { proxy: 'p.test:8080' })), 'curl.exe -sS -v -o NUL --noproxy "*" https://aka.ms/');
  t.match(onWindows(one('tls', 'tls.revocation-unreachable')), /certutil -verify -urlfetch/);
  t.equal(onWindows(one('tcp', 'tcp.timeout', { host: "a'; calc; '" })), 'curl.exe -sS -v -o NUL --noproxy "*" https://aka.ms/');
  t.equal(withCommandFor('linux', one('dns', 'dns.nxdomain')).reproduce, "curl -sS -v -o /dev/null --noproxy '*' https://aka.ms/");
  const port = {
    ...one('tcp', 'tcp.refused'),
    kind: 'port' as const,
    target: { host: 'cm01', port: 445 },
    reproduce: 'Test-NetConnection cm01 -Port 445',
  };
  t.equal(onWindows(port), 'Test-NetConnection cm01 -Port 445');
  t.equal(withCommandFor('linux', port).reproduce, 'nc -vz -w 5 cm01 445');
});

t.test('Windows Server 2016 has no curl.exe: what .NET Framework asks instead', async (t) => {
  const on = (platform: string, layer: 'tls' | 'http' | 'proxy', reproduced: string): string | null =>
    withCommandFor(platform, failure('endpoint:a/aka.ms:443@direct', { layer, cause: null, evidence: {}, reproduce: reproduced }))
      .reproduce;
  const [server2016, server2019] = ['win32 10.0.14393, Windows Server 2016 Standard', 'win32 10.0.17763, Windows Server 2019 Standard'];
  const direct = "curl -sS -v -o /dev/null --noproxy '*' 'https://a.test/x?y=1&z=2'";
  t.match(on(server2019, 'http', direct), /^curl\.exe /);
  const commands = [
    on(server2016, 'http', direct),
    on(server2016, 'tls', "curl -sS --noproxy '*' https://a.test:8443/"),
    on(server2016, 'proxy', command('svc-proxy')),
    on(server2016, 'proxy', command('CORP\\SCP01$')),
    on(server2016, 'proxy', 'curl -sS -x http://proxy.corp.test:8080 --proxy-anyauth https://a.test/'),
    on(server2016, 'proxy', 'curl -sS -x socks5h://proxy.corp.test:1080 https://a.test/'),
    on(server2016, 'http', 'curl -sS --proxytunnel -x http://proxy.corp.test:8080 telnet://a.test:5671'),
  ];
  const expected = [
    /Tls12'; \[Net\.WebRequest\]::DefaultWebProxy = \$null; \$r = Invoke-WebRequest -UseBasicParsing .* 'https:\/\/a\.test\/x\?y=1&z=2'; /,
    /TcpClient\('a\.test', 8443\).*RemoteCertificate\.Issuer$/,
    /-Proxy 'http:\/\/proxy\.corp\.test:8080' -ProxyCredential \(Get-Credential 'svc-proxy'\)/,
    /Get-Credential 'CORP\\SCP01\$'\)/,
    /-Proxy 'http:\/\/proxy\.corp\.test:8080' -ProxyUseDefaultCredentials 'https/,
    /^Test-NetConnection proxy\.corp\.test -Port 1080$/,
    /^Test-NetConnection proxy\.corp\.test -Port 8080$/,
  ];
  for (const [index, text] of commands.entries()) {
    t.match(text, expected[index] ?? /^$/);
    t.same(await strangeTo('powershell', `${text}\n`), [], text ?? '');
  }
  for (const odd of ["https://a.test/$('calc')", 'https://a.test/\u2019;calc;\u2019', "https://a.test/';calc;'"])
    t.match(on(server2016, 'http', `curl -sS '${odd}'`), /^curl\.exe /, odd);
});
