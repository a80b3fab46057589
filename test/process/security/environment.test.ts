import t from 'tap';
import { refuseWeakened, shortageOf } from '../../../src/cli/environment.ts';
import { program } from '../../support/run-program.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

t.test('an environment that switches checks off is refused before anything is probed', async (t) => {
  const { code, stdout, stderr } = await program(['explain'], { env: { NODE_TLS_REJECT_UNAUTHORIZED: '0' } });
  t.same([code, stdout], [2, '']);
  t.match(stderr, /^error: NODE_TLS_REJECT_UNAUTHORIZED: .*\nhint: /m);
  t.equal((await program(['explain'], { env: { NODE_OPTIONS: '--insecure-http-parser' } })).code, 2);
  const weak = ['--tls-min-v1.0', '--tls-cipher-list=ALL', '"--tls_keylog=/tmp/x"', '--require x --tls-max-v1.2'];
  for (const option of weak) t.throws(() => refuseWeakened({ NODE_OPTIONS: option }, []), { name: 'UsageError' }, option);
  t.throws(() => refuseWeakened({}, ['--tls-min-v1.1']));
  for (const NODE_OPTIONS of ['--max-old-space-size=4096', '--use-openssl-ca', '--tls-min-v1.3', '--require /x/--tls-min-v1.0.js'])
    t.doesNotThrow(() => refuseWeakened({ NODE_OPTIONS, NODE_TLS_REJECT_UNAUTHORIZED: '1', NODE_EXTRA_CA_CERTS: '/x' }, []), NODE_OPTIONS);
});

t.test('what the system lacks is told as what it is', async (t) => {
  const gone = await temporaryFolder('gone');
  const { code, stderr } = await program(['explain'], { cwd: gone, shell: `rmdir ${gone}; exec "$@"` });
  t.same([code, stderr], [2, 'error: the current folder is gone; change to another one\n']);
  for (const limit of [64, 24]) {
    const few = await program(['endpoints'], { shell: `ulimit -n ${limit}; exec "$@"` });
    t.ok(few.code === 0 || (few.code === 2 && /^error: this process may open too few files/.test(few.stderr)), `${limit}: ${few.stderr}`);
    t.notMatch(few.stderr, /\n\s+at |internal error/);
  }
  t.match(
    shortageOf(new RangeError('WebAssembly.instantiate(): Out of memory: Cannot allocate Wasm memory for new instance')),
    /too little memory/,
  );
  t.equal(shortageOf(new TypeError('x is not a function')), undefined);
});
