// Where the single-file executable begins: the program's files are in it, in a file system of its own. It starts itself again where the program starts a helper process, whose file stands
// where arguments begin.
const { join } = require('node:path');

const cli = join(__dirname, 'build/src/cli');
const asked = process.argv[2];
const helper = ['lookup-child.cjs', 'token-child.cjs', 'sspi-child.js', 'functions-child.js'].find((name) => asked === join(cli, name));
// What the machine sets for other programs on Node must not reach this one, as in configmgr-preflight.cmd: it could change what is trusted. Node reads it before any of this runs, so that the
// program is started again without it. Those of the channel to a helper are of the program itself.
const strange = Object.keys(process.env).filter((name) => /^(?:NODE_(?!CHANNEL_).*|OPENSSL_CONF|SSL_CERT_FILE|SSL_CERT_DIR)$/i.test(name));
if (helper !== undefined && process.channel !== undefined) require(join(cli, helper));
else if (strange.length === 0) require(join(cli, 'bin.cjs'));
else startWithout(strange);

function startWithout(names) {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !names.includes(name)));
  const child = require('node:child_process').spawn(process.execPath, process.argv.slice(2), { env, stdio: 'inherit' });
  // Ctrl-C reaches both; the other one writes what is known and decides when it ends.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK']) process.on(signal, () => undefined);
  child.on('error', ({ message }) => {
    process.stderr.write(`error: the program could not be started again without ${names.join(', ')}: ${message}\n`);
    process.exitCode = 70;
  });
  child.on('exit', (code) => {
    process.exitCode = code ?? 70;
  });
}
