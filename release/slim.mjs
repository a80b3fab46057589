import { readFileSync } from 'node:fs';

/** What of some packages the program does not use and no bundler can see is not used. A test holds the bundle to its size, so that a package that moves its files is noticed. */
const REPLACED = [
  // Its texts in sixty languages, of which one is used.
  [/[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/, "export { default as en } from './en.js';\n"],
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
  // The same parser a second time, for processors that have SIMD.
  [/[\\/]undici[\\/]lib[\\/]llhttp[\\/]llhttp_simd-wasm\.js$/, "module.exports = require('./llhttp-wasm.js');\n"],
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

/** The program's version, which it would read a file for. */
const VERSION = [/[\\/]src[\\/]files[\\/]package-root\.js$/, 'let version;\n'];

/** A plugin for rolldown. */
export function slim(version) {
  return {
    name: 'slim',
    load: (id) => {
      if (!VERSION[0].test(id)) return REPLACED.find(([pattern]) => pattern.test(id))?.[1];
      const text = readFileSync(id, 'utf8');
      if (!text.includes(VERSION[1])) throw new Error(`${id} keeps the version somewhere else now`);
      return text.replace(VERSION[1], `let version = ${JSON.stringify(version)};\n`);
    },
  };
}
