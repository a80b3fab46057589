// Where the single-file executable begins: the program's files are in it, in a file system of its own. It starts itself again where the program starts a helper process, whose file stands
// where arguments begin.
const { join } = require('node:path');

const cli = join(__dirname, 'build/src/cli');
const asked = process.argv[2];
const helper = ['lookup-child.cjs', 'token-child.cjs', 'sspi-child.js', 'functions-child.js'].find((name) => asked === join(cli, name));
if (helper !== undefined && process.channel !== undefined) require(join(cli, helper));
else require(join(cli, 'bin.cjs'));
