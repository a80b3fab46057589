import t from 'tap';
import { reproduce } from '../../../src/checks/endpoint/verdict/reproduce.ts';
import type { Probe } from '../../../src/model/network/probe.ts';
import { quotedFor } from '../../../src/text/command-quotes.ts';

const route = {
  name: 'r',
  kind: 'http',
  auth: 'auto',
  via: { host: 'proxy.corp.test', port: 8080 },
} as const;
const command = (username: string): string =>
  reproduce({ route: { ...route, username }, scheme: 'https', target: { host: 'a.test', port: 443 }, path: '/' } as Probe);

t.test('no printed command line holds what could be sent as a password: curl asks for it', async (t) => {
  t.match(command('svc-proxy'), /--proxy-user 'svc-proxy' https:/);
  for (const name of ['svc-proxy', 'CORP\\svc', 'u@corp.test', "o'neil", 'a:b']) t.notMatch(command(name), /--proxy-user '[^']*[:*]/, name);
});

t.test('quotes that work where the command is read', async (t) => {
  const made = command('CORP\\SCP01$');
  t.equal(quotedFor('linux', made), made);
  t.match(quotedFor('win32', made), /--proxy-user "CORP\\SCP01\$" https:/);
  t.equal(quotedFor('win32', "curl --noproxy '*' 'http://a.test/x?y=1&z=2'"), 'curl.exe --noproxy "*" "http://a.test/x?y=1&z=2"');
  t.equal(
    quotedFor('win32', "curl 'http://a.test/$(calc)' 'http://a.test/$env:x'"),
    "curl.exe 'http://a.test/$(calc)' 'http://a.test/$env:x'",
  );
});
