import { readFileSync } from 'node:fs';
import { minifySync } from 'rolldown/utils';

/** What of some packages the program does not use and no bundler can see is not used. A test holds the bundle to its size, so that a package that moves its files is noticed. */
const REPLACED = [
  // Its texts in sixty languages, of which one is used.
  [/[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/, "export { default as en } from './en.js';\n"],
  // Schemas of JSON are made of the program's own when it is built; each kind of schema names its maker, which nobody calls.
  [/[\\/]zod[\\/]v4[\\/]core[\\/](?:json-schema-processors|to-json-schema)\.js$/, withoutBodies],
  // Its entry loads all of fetch, WebSocket and caches: 470 KB that every start would read.
  [
    /[\\/]undici[\\/]index\.js$/,
    `const Agent = require('./lib/dispatcher/agent');
const Client = require('./lib/dispatcher/client');
const Dispatcher = require('./lib/dispatcher/dispatcher');
Object.assign(Dispatcher.prototype, require('./lib/api'));
module.exports = {
  Agent,
  Client,
  request: (url, { dispatcher, ...options }) => {
    const { origin, pathname, search } = new URL(url);
    return dispatcher.request({ ...options, origin, path: pathname + search });
  },
};
`,
  ],
  // HTTP/2 is for resolvers over HTTPS alone, and Node compiles its own half of it when it is asked for.
  [/[\\/]undici[\\/]lib[\\/]dispatcher[\\/]client\.js$/, withLateHttp2],
  // The same parser a second time, for processors that have SIMD.
  [/[\\/]undici[\\/]lib[\\/]llhttp[\\/]llhttp_simd-wasm\.js$/, "module.exports = require('./llhttp-wasm.js');\n"],
  // What `socks` makes of addresses, by the package that the program has for them anyway: the other one is 90 KB.
  [
    /[\\/]ip-address[\\/]dist[\\/]ip-address\.js$/,
    `const { IPv4, IPv6 } = require('ipaddr.js');
exports.Address4 = class {
  constructor(text) {
    this.bytes = IPv4.parse(text).toByteArray();
  }
  toArray() {
    return this.bytes;
  }
};
exports.Address6 = class Address6 {
  constructor(text) {
    this.text = text;
  }
  canonicalForm() {
    return IPv6.parse(this.text.replace(/%.*/, '')).toFixedLengthString();
  }
  static fromByteArray(bytes) {
    return new Address6(new IPv6(bytes).toString());
  }
};
`,
  ],
  // The thread that it is bundled into is not minified, for the sake of the program's own functions there.
  [/[\\/]quickjs-wasi[\\/]dist[\\/]index\.js$/, minified],
  // What a proxy variable says is an address, not a script; the parser of scripts that comes with it is 430 KB.
  [
    /[\\/]pac-proxy-agent[\\/]dist[\\/]index\.js$/,
    `export class PacProxyAgent {
  constructor() {
    throw new Error('a proxy variable that names a PAC script is not followed: name the proxy');
  }
}
`,
  ],
];

/** Names of errors reach texts. */
function minified(text) {
  const { code, errors } = minifySync('module.js', text, {
    module: true,
    mangle: { keepNames: true },
    compress: { keepNames: { function: true, class: true } },
  });
  if (errors.length > 0) throw new Error(errors[0].message);
  return code;
}

/** `client-h2.js` when a connection speaks it. */
function withLateHttp2(text) {
  const line = "const connectH2 = require('./client-h2.js')\n";
  if (!text.includes(line)) throw new Error('the client of undici loads HTTP/2 in another way now');
  return text.replace(line, "const connectH2 = (...given) => require('./client-h2.js')(...given)\n");
}

/** A module whose exports do nothing. */
function withoutBodies(text) {
  const names = [...text.matchAll(/^export (?:const|function) (\w+)/gm)].map(([, name]) => name);
  if (names.length === 0) throw new Error('a module of zod exports nothing now');
  return `const nothing = () => undefined;\nexport const ${names.map((name) => `${name} = nothing`).join(', ')};\n`;
}

/** The program's version, which it would read a file for. */
const VERSION = [/[\\/]src[\\/]files[\\/]package-root\.js$/, 'let version;\n'];

/** A plugin for rolldown. */
export function slim(version) {
  return {
    name: 'slim',
    load: (id) => {
      const replaced = REPLACED.find(([pattern]) => pattern.test(id))?.[1];
      if (typeof replaced === 'function') return replaced(readFileSync(id, 'utf8'));
      if (!VERSION[0].test(id)) return replaced;
      const text = readFileSync(id, 'utf8');
      if (!text.includes(VERSION[1])) throw new Error(`${id} keeps the version somewhere else now`);
      return text.replace(VERSION[1], `let version = ${JSON.stringify(version)};\n`);
    },
  };
}
