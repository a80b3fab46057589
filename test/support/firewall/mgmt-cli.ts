import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

/**
 * A stand-in of `mgmt_cli` of Check Point R81.20 (Management API 1.9), and of the management server behind it. It knows the commands that our scripts use,
 * with the parameters of the published specifications (CheckPointSW/CheckPointAnsibleMgmtCollection), and the errors that the API reference documents:
 * - an object that is not there: `generic_err_object_not_found`, "Requested object [NAME] not found";
 * - a name that is taken: `err_validation_failed`, "More than one object named 'NAME' exists.", whatever the flags;
 * - the same address or port under another name: `err_validation_failed`, "Validation failed with 1 warning", unless `ignore-warnings true`;
 * - an object that a rule uses cannot be deleted; a parameter that it does not know: `generic_err_invalid_parameter_name`.
 * A session that ends without `publish` or `discard` keeps its changes and locks. `fail` names a command that fails as on a server that runs out of memory.
 */
type Fields = Readonly<Record<string, string>>;
export type Objects = Record<string, Fields>;
interface State {
  /** A command, by its first words, that fails. */
  fail: string;
  published: Objects;
  sessions: Record<string, Objects>;
  counter: number;
}

const COMMON = ['name', 'comments', 'ignore-warnings', 'ignore-errors', 'tags', 'color'];
const PARAMETERS: Readonly<Record<string, readonly string[]>> = {
  'dns-domain': [...COMMON, 'is-sub-domain'],
  host: [...COMMON, 'ip-address'],
  'service-tcp': [...COMMON, 'port'],
  'application-site': [...COMMON, 'primary-category', 'url-list', 'urls-defined-as-regular-expression'],
  'access-rule': ['layer', 'name', 'position', 'source', 'destination', 'service', 'action', 'track.type'],
  'https-rule': ['layer', 'name', 'position', 'site-category', 'action'],
};
const RULES = ['access-rule', 'https-rule'];
const BUILT_IN = ['Any', 'Custom_Application_Site'];

const refused = (code: string, message: string) => new Error(`code: "${code}"\nmessage: "${message}"`);

const key = (kind: string, name: string) => (RULES.includes(kind) ? `${kind} ${name}` : name);
const kindOf = (fields: Fields | undefined) => fields?.kind ?? '';
const base = (field: string) => field.replace(/\.\d+$/, '');

function refersTo(fields: Fields, name: string): boolean {
  return Object.entries(fields).some(
    ([field, value]) => ['source', 'destination', 'service', 'site-category'].includes(base(field)) && value === name,
  );
}

function checked(kind: string, verb: string, fields: Fields, objects: Objects): void {
  const known = verb === 'set' || verb === 'add' ? (PARAMETERS[kind] ?? []) : ['name', 'layer'];
  for (const [field, value] of Object.entries(fields)) {
    if (!known.includes(field) && !known.includes(base(field)))
      throw refused('generic_err_invalid_parameter_name', `Unrecognized parameter [${field}]`);
    const refers = ['source', 'destination', 'service', 'site-category'].includes(base(field));
    if (refers && !BUILT_IN.includes(value) && objects[value] === undefined)
      throw refused('generic_err_object_not_found', `Requested object [${value}] not found`);
  }
  if (fields['ignore-warnings'] === 'true') return;
  const unique = { host: 'ip-address', 'service-tcp': 'port' }[kind];
  const twin = Object.entries(objects).some(
    ([name, other]) => unique !== undefined && name !== fields.name && kindOf(other) === kind && other[unique] === fields[unique],
  );
  if (twin) throw refused('err_validation_failed', 'Validation failed with 1 warning');
}

/** Runs one command on the objects of a session; the answer is what `show` prints. */
function run(verb: string, kind: string, fields: Fields, objects: Objects): string {
  const name = fields.name ?? '';
  const at = key(kind, name);
  const there = kindOf(objects[at]) === kind ? objects[at] : undefined;
  if (verb === 'add') {
    if (objects[at] !== undefined) throw refused('err_validation_failed', `More than one object named '${name}' exists.`);
    checked(kind, verb, fields, objects);
    objects[at] = { kind, ...fields };
    return '';
  }
  if (there === undefined) throw refused('generic_err_object_not_found', `Requested object [${name}] not found`);
  checked(kind, verb, fields, objects);
  if (verb === 'show')
    return Object.entries(there)
      .map(([field, value]) => `${field}: ${value === 'true' || value === 'false' ? value : `"${value}"`}\n`)
      .join('');
  if (verb === 'delete') {
    if (!RULES.includes(kind) && Object.values(objects).some((other) => refersTo(other, name)))
      throw refused('err_validation_failed', `Object '${name}' is used`);
    delete objects[at];
    return '';
  }
  const set = new Set(Object.keys(fields).map(base));
  objects[at] = { ...Object.fromEntries(Object.entries(there).filter(([field]) => !set.has(base(field)))), ...fields };
  return '';
}

function parsed(words: readonly string[]): Fields {
  return Object.fromEntries(words.flatMap((word, index) => (index % 2 === 0 ? [[word, words[index + 1] ?? '']] : [])));
}

/** One call of mgmt_cli in a folder. */
function call(server: State, cwd: string, argv: readonly string[]): string {
  if (argv[0] === 'login') {
    server.counter += 1;
    server.sessions[`sid-${server.counter}`] = structuredClone(server.published);
    return `sid: "sid-${server.counter}"\n`;
  }
  const [flag, file = '', verb = '', ...rest] = argv;
  const path = join(cwd, file);
  const sid = flag === '-s' && existsSync(path) ? /^sid: "(.*)"$/m.exec(readFileSync(path, 'utf8'))?.[1] : undefined;
  const objects = sid === undefined ? undefined : server.sessions[sid];
  if (sid === undefined || objects === undefined) throw refused('generic_err_wrong_session_id', 'Wrong session id');
  if (server.fail === [verb, rest[0]].join(' ').trim()) throw refused('generic_server_error', 'Out of memory');
  if (verb === 'publish') server.published = structuredClone(objects);
  else if (verb === 'discard') server.sessions[sid] = structuredClone(server.published);
  else if (verb === 'logout') {
    if (JSON.stringify(objects) === JSON.stringify(server.published)) delete server.sessions[sid];
  } else return run(verb, rest[0] ?? '', parsed(rest.slice(1)), objects);
  return '';
}

/** A management server, and the program that stands for mgmt_cli: it hands its words over and ends as it is told. */
export async function managementServer(published: Objects): Promise<ManagementServer> {
  const state: State = { published: { ...published }, sessions: {}, counter: 0, fail: '' };
  const server = createServer((socket) => {
    let heard = '';
    socket.setEncoding('utf8').on('data', (data) => {
      heard += data;
      const [count, cwd = '', ...words] = heard.split('\n');
      if (words.length <= Number(count)) return;
      try {
        socket.end(`0\n${call(state, cwd, words.slice(0, Number(count)))}`);
      } catch (error) {
        socket.end(`1\n${error instanceof Error ? error.message : String(error)}\n`);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const program = [
    '#!/bin/bash',
    `exec 3<> /dev/tcp/127.0.0.1/${port}`,
    'printf "%s\\n" "$#" "$PWD" "$@" >&3',
    'read -r code <&3',
    'cat <&3',
    'exit "$code"',
    '',
  ].join('\n');
  return { state, program, close: () => server.close() };
}

export interface ManagementServer {
  readonly state: State;
  /** Text of an executable `mgmt_cli`; needs bash. */
  readonly program: string;
  readonly close: () => void;
}
