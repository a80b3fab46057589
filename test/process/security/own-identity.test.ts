import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import t from 'tap';
import { reportSchema } from '../../../src/report/schema.ts';
import { program } from '../../support/run-program.ts';
import { countingProxy } from '../../support/security/logon-counter.ts';

const CATALOG =
  'id: c\ntitle: c\nrevision: "2026-01-01"\nsources: {}\nendpoints:\n  - { id: a/one, host: one.lab.test, feature: a, why: x }\n';

t.test('who may learn the identity of the process', async (t) => {
  const proxy = await countingProxy({ challenges: ['Negotiate'], ending: 'refuses' });
  t.teardown(proxy.close);
  const script = `function FindProxyForURL(url, host) { return "PROXY 127.0.0.1:${proxy.port}"; }`;
  const folder = t.testdir({ 'catalog.yaml': CATALOG });
  const file = join(folder, 'proxy.pac');
  writeFileSync(file, script);
  const web = createServer((_request, response) => response.end(script));
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
  t.teardown(() => web.close());
  const inClear = `pac+http://127.0.0.1:${(web.address() as AddressInfo).port}/proxy.pac`;

  const noteOver = async (route: string, ...args: readonly string[]): Promise<string> => {
    const { stdout, stderr } = await program(
      ['--catalog', 'catalog.yaml', '--allow-private', '--quiet', '--format', 'json', '--route', route, ...args],
      { cwd: folder, env: { KRB5CCNAME: 'FILE:/nonexistent' } },
    );
    const [finding] = reportSchema.parse(JSON.parse(stdout || stderr)).findings;
    return JSON.stringify(finding?.evidence.authAttempts);
  };
  const STRANGER = /chosen by a script that came over plain http/;
  t.match(await noteOver(inClear), STRANGER, 'no proxy that anybody on the path may have chosen');
  t.notMatch(await noteOver(inClear, '--proxy-auth', 'negotiate'), STRANGER, 'unless it is asked for');
  t.notMatch(await noteOver(`pac+${pathToFileURL(file).href}`), STRANGER, 'a script of this machine');
  t.notMatch(await noteOver(`http://127.0.0.1:${proxy.port}`), STRANGER, 'a proxy named by hand');
});
