import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import t, { type Test } from 'tap';
import { Secret } from '../../src/model/network/secret.ts';
import { parseChallenges } from '../../src/network/auth/challenge.ts';
import { ntlm } from '../../src/network/auth/ntlm.ts';
import { serverFor, walkOver } from '../support/network/lone-route.ts';

/** Samba's own verifier, as Squid runs it, with one account of its own: no domain is asked. */
const NTLM_AUTH = '/usr/bin/ntlm_auth';
const ACCOUNT = ['--domain=CORP', '--configfile=/dev/null', '--username=alice', '--password=secret'];

function lines(child: ChildProcess): (line: string) => Promise<string> {
  const waiting: ((line: string) => void)[] = [];
  let rest = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    const [...whole] = `${rest}${chunk}`.split('\n');
    rest = whole.pop() ?? '';
    for (const line of whole) waiting.shift()?.(line);
  });
  child.once('exit', () => {
    for (const resolve of waiting) resolve('the verifier ended');
  });
  return (line) =>
    new Promise((resolve) => {
      waiting.push(resolve);
      child.stdin?.write(`${line}\n`);
    });
}

function verifier(): { readonly say: (line: string) => Promise<string>; readonly end: () => void } {
  const child = spawn(NTLM_AUTH, ['--helper-protocol=squid-2.5-ntlmssp', ...ACCOUNT], { stdio: ['pipe', 'pipe', 'ignore'] });
  return { say: lines(child), end: () => child.kill() };
}

/** What the verifier says to a whole log-on; `bent` is a byte of the last message that changes on its way. */
async function verified(password: string, bent?: number): Promise<string> {
  const { say, end } = verifier();
  const session = ntlm.begin();
  const request = {
    ...{ method: 'CONNECT', uri: 'a.test:443', serviceHost: 'proxy.corp.test', offering: () => undefined },
    credentials: { username: 'CORP\\alice', password: new Secret(password) },
  };
  const answer = async (challenge: string): Promise<string> => {
    const [parsed] = parseChallenges([challenge]);
    return (parsed === undefined ? '' : ((await session(parsed, request)) ?? '')).replace(/^NTLM /, '');
  };
  const challenge = await say(`YR ${await answer('NTLM')}`);
  const message = Buffer.from(await answer(`NTLM ${challenge.split(' ')[1]}`), 'base64');
  if (bent !== undefined) message[bent] = (message[bent] ?? 0) ^ 1;
  const told = await say(`KK ${message.toString('base64')}`);
  end();
  return told;
}

/** How a proxy frames its 407, as products do; each is a head and a body around the challenges. */
const FRAMINGS: Readonly<Record<string, (fields: string) => string>> = {
  'with a length': (fields) => `HTTP/1.1 407 x\r\n${fields}Content-Length: 2\r\n\r\nno`,
  'in chunks': (fields) => `HTTP/1.1 407 x\r\n${fields}Transfer-Encoding: chunked\r\n\r\n2\r\nno\r\n0\r\n\r\n`,
  'version 1.0, kept': (fields) => `HTTP/1.0 407 x\r\n${fields}Proxy-Connection: Keep-Alive\r\nContent-Length: 2\r\n\r\nno`,
  'with a page of 100 000 bytes': (fields) => `HTTP/1.1 407 x\r\n${fields}Content-Length: 100000\r\n\r\n${'x'.repeat(100_000)}`,
  'without a body': (fields) => `HTTP/1.1 407 x\r\n${fields}Content-Length: 0\r\n\r\n`,
  'beside Basic': (fields) => `HTTP/1.1 407 x\r\n${fields}Proxy-Authenticate: Basic realm="a, b"\r\nContent-Length: 2\r\n\r\nno`,
};

/** A proxy that has Samba check each connection, and opens a tunnel to nowhere for whom it takes. */
function ntlmProxy(t: Test, framed: (fields: string) => string): Promise<number> {
  return serverFor(t, (socket) => {
    const { say, end } = verifier();
    socket.once('close', end);
    let text = '';
    let isOpen = false;
    socket.on('data', async (chunk) => {
      // Nothing speaks TLS in the tunnel.
      if (isOpen) return void socket.end();
      text += chunk.toString('latin1');
      if (!text.includes('\r\n\r\n')) return;
      const [, token = ''] = /^proxy-authorization: NTLM (\S+)/im.exec(text) ?? [];
      text = '';
      const isLast = token !== '' && Buffer.from(token, 'base64')[8] === 3;
      const told = token === '' ? '' : await say(`${isLast ? 'KK' : 'YR'} ${token}`);
      isOpen = told.startsWith('AF ');
      if (isOpen) socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      else socket.write(framed(`Proxy-Authenticate: NTLM${told.startsWith('TT ') ? ` ${told.slice(3)}` : ''}\r\n`));
    });
  });
}

/** The status that curl got for its last CONNECT. */
function curlStatus(port: number): Promise<number> {
  const args = ['-s', '-o', '/dev/null', '-m', '20', '-w', '%{http_connect}', '--proxy-ntlm', '-U', 'CORP\\alice:secret'];
  return new Promise((resolve) => {
    const child = execFile('curl', [...args, '-x', `http://127.0.0.1:${port}`, 'https://ok.example.com/'], (_error, stdout) =>
      resolve(Number(stdout)),
    );
    child.once('error', () => resolve(0));
  });
}

const skip = existsSync(NTLM_AUTH) || process.env.CI !== undefined ? false : 'no ntlm_auth here (package winbind)';
t.test('Samba takes the log-on, and checks the integrity code', { skip }, async (t) => {
  t.equal(await verified('secret'), 'AF CORP\\alice');
  t.match(await verified('wrong'), /^NA NT_STATUS_LOGON_FAILURE/);
  t.match(await verified('secret', 75), /^NA NT_STATUS_INVALID_PARAMETER/, 'a bent code (MS-NLMP section 3.2.5.1.2)');
  t.match(await verified('secret', 12), /^(?:NA|BH) /, 'a bent descriptor');
});

for (const [name, framed] of Object.entries(FRAMINGS)) {
  t.test(`a 407 ${name}: logged on, as curl is`, { skip }, async (t) => {
    const { steps, stream } = await walkOver(t, { kind: 'http', port: await ntlmProxy(t, framed), auth: 'ntlm' });
    t.match(steps.at(-1), { layer: 'proxy', facts: { status: 200, schemeTried: 'ntlm', logOn: 'taken' } });
    t.ok(stream);
    stream?.destroy();
    t.equal(await curlStatus(await ntlmProxy(t, framed)), 200);
  });
}
