import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import t from 'tap';
import { askPassword } from '../../../src/cli/streams/ask-password.ts';
import { BIN } from '../../support/run-program.ts';

interface Asked {
  readonly answer: string | undefined;
  readonly shown: string;
  readonly modes: readonly boolean[];
}

/** Types the chunks one after another. */
async function typed(...chunks: readonly (string | Buffer)[]): Promise<Asked> {
  let listener: ((chunk: Buffer | string) => void) | undefined;
  let shown = '';
  const modes: boolean[] = [];
  const interrupt = new AbortController();
  const answer = askPassword('Password: ', {
    keyboard: {
      setRawMode: (isRaw) => modes.push(isRaw),
      resume: () => undefined,
      pause: () => undefined,
      on: (_event, given) => {
        listener = given;
      },
      off: () => {
        listener = undefined;
      },
    },
    show: (text) => {
      shown += modes.at(-1) === true ? text : `echoed:${text}`;
    },
    interrupted: interrupt.signal,
    interrupt: () => interrupt.abort(),
  });
  for (const chunk of chunks) listener?.(chunk);
  return { answer: await answer, shown, modes };
}

t.test('what is typed is taken and not shown', async (t) => {
  const rows: readonly (readonly [name: string, chunks: readonly (string | Buffer)[], answer: string | undefined])[] = [
    ['one key after another', ['g', 'e', 'h', '\r'], 'geh'],
    ['pasted with its line end', ['geheim\nls\n'], 'geheim'],
    ['corrected', ['gehh\u007feim\r'], 'geheim'],
    ['corrected, as Windows sends it', ['gehh\beim\r'], 'geheim'],
    ['begun again', ['wrong\u0015right\r'], 'right'],
    ['arrows and other keys that steer', ['a\u001b[D\u001b[1;5Cb\u001bOP\u0001c\r'], 'abc'],
    ['a character in two pieces', [Buffer.from([0xc3]), Buffer.from([0xa4]), '\r'], 'ä'],
    ['an emoji taken back', ['a🔑\u007f\r'], 'a'],
    ['nothing', ['\r'], ''],
    ['Ctrl-D', ['\u0004'], undefined],
  ];
  for (const [name, chunks, answer] of rows)
    t.same(await typed(...chunks), { answer, shown: 'Password: echoed:\n', modes: [true, false] }, name);
  t.equal((await typed('x'.repeat(10_000), '\r')).answer?.length, 4096, 'a cap');
  await t.rejects(typed('ab\u0003'), { name: 'AbortError' }, 'Ctrl-C');
});

t.test(
  'a terminal is asked for the password of a user, which goes to the proxy and nowhere else',
  { skip: existsSync('/usr/bin/script') && process.platform === 'linux' ? false : 'needs script(1)' },
  async (t) => {
    const sent: string[] = [];
    const proxy = http.createServer();
    proxy.on('connect', ({ headers }, socket) => {
      if (headers['proxy-authorization'] !== undefined) sent.push(headers['proxy-authorization']);
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="r"\r\nContent-Length: 0\r\n\r\n');
    });
    await new Promise<void>((ready) => proxy.listen(0, '127.0.0.1', ready));
    t.teardown(() => proxy.close());
    const dir = t.testdir({
      'c.yaml': 'id: c\ntitle: C\nrevision: "1"\nendpoints: [{ id: a/b, host: b.example, feature: a }]\n',
    });
    const route = `http://svc@127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    const command = [process.execPath, BIN, '--catalog', join(dir, 'c.yaml'), '--route', route, '--retries', '0', '--no-color'].join(' ');
    const run = async (keys: string): Promise<{ readonly code: number | null; readonly out: string }> => {
      const child = spawn('script', ['-qec', command, '/dev/null'], { cwd: dir, stdio: ['pipe', 'pipe', 'ignore'] });
      let out = '';
      child.stdout.on('data', (chunk: Buffer) => {
        const before = out;
        out += chunk.toString();
        if (!before.includes('Password of') && out.includes('Password of')) child.stdin.write(keys);
      });
      const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
      return { code, out };
    };
    const answered = await run('S3cret99\r');
    t.equal(answered.code, 1, answered.out);
    t.match(answered.out, /Password of svc for the proxy \(127\.0\.0\.1:\d+\): /);
    t.notMatch(answered.out, /S3cret99/);
    t.same(new Set(sent), new Set([`Basic ${Buffer.from('svc:S3cret99').toString('base64')}`]));
    sent.length = 0;
    t.equal((await run('\r')).code, 2, 'an empty answer');
    t.equal((await run('abc\u0003')).code, 130, 'Ctrl-C');
    t.same(sent, [], 'nothing was sent');
  },
);
