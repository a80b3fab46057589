import { PREFIX } from '../../naming.ts';
import { plain } from '../../plain.ts';

const SESSION = `${PREFIX}.sid`;
/** What the last `show` answered. */
const SHOWN = `${PREFIX}.shown`;

/** Objects whose comments begin so were made by a script of ours. */
export const OURS = `${PREFIX}: `;

/** One command of the session. */
export const command = (...words: readonly string[]): string => `mgmt_cli -s ${SESSION} ${words.join(' ')}`;

/** A shell word without expansion. */
export const text = (value: string): string => `'${plain(value, 255).replaceAll("'", '')}'`;

/** `url-list.1 'a' url-list.2 'b'`. */
export const list = (key: string, values: readonly string[]): string =>
  values.map((value, index) => `${key}.${index + 1} ${text(value)}`).join(' ');

/** What a `show` into SHOWN said, in the text and the JSON format of mgmt_cli alike. */
const SUBDOMAINS = `grep -Eq 'is-sub-domain"?[ :]+true' ${SHOWN}`;
const IS_OURS = `grep -Eq 'comments"?[ :]+"?${OURS}' ${SHOWN}`;

/** Any error gives the changes and the locks back: an open session would keep both. Its files stand in a folder that this run made. */
export function inSession(lines: readonly string[]): string {
  return [
    'set -eE',
    'umask 077',
    'cd "$(mktemp -d)"',
    `undo() { ${command('discard')} || true; ${command('logout')} || true; rm -f ${SESSION} ${SHOWN}; }`,
    `trap 'trap - ERR INT TERM; undo; echo "stopped: nothing was changed" >&2; exit 1' ERR INT TERM`,
    `mgmt_cli login -r true > ${SESSION}`,
    ...lines,
    command('publish'),
    'trap - ERR INT TERM',
    `${command('logout')} || true`,
    `rm -f ${SESSION} ${SHOWN}`,
  ].join('\n');
}

/** Makes an object, or sets its fields where it is there already: a second run, or one after a change of the catalog, has the same end. */
export function ensured(kind: string, key: string, fields: readonly string[], onlyNew: readonly string[] = []): string[] {
  return [
    `if ${command(`show ${kind}`, key)} > /dev/null 2>&1; then`,
    command(`set ${kind}`, key, ...fields),
    'else',
    command(`add ${kind}`, key, ...onlyNew, ...fields),
    'fi',
  ];
}

/**
 * A domain object bears the domain as its name, so another team may have made it. One without subdomains is set to have them where they are needed; one with them
 * is set back if it is ours. Else it is left as it is, because rules of others may need it, and the script says so.
 */
export function domainObject(name: string, below: boolean, comments: string): string[] {
  const key = `name ${text(name)}`;
  const set = command('set dns-domain', key, `is-sub-domain ${below}`, 'ignore-warnings true');
  const wider = text(`${name} is there with its subdomains and is left so: wider than asked`);
  return [
    `if ${command('show dns-domain', key)} > ${SHOWN} 2> /dev/null; then`,
    ...(below ? [`${SUBDOMAINS} || ${set}`] : [`if ${SUBDOMAINS}; then if ${IS_OURS}; then ${set}; else echo ${wider} >&2; fi; fi`]),
    'else',
    command('add dns-domain', key, `is-sub-domain ${below}`, `comments ${text(`${OURS}${comments}`)}`, 'ignore-warnings true'),
    'fi',
  ];
}

/** More rules of one name no catalog makes; a server that answers every question with yes holds nobody up. */
const MOST_RULES = 20;

/** Rules of an earlier run that had more of them, by their numbers. */
export function noFurtherRules(layer: string, name: string, from: number): string {
  const key = `layer ${text(layer)} name "${name}-$n"`;
  return [
    `n=${from}; while [ $n -le ${MOST_RULES} ] && ${command('show access-rule', key)} > /dev/null 2>&1; do`,
    `${command('delete access-rule', key)}; n=$((n + 1)); done`,
  ].join(' ');
}

/** Deletes what is there. */
export function gone(kind: string, key: string): string {
  return `if ${command(`show ${kind}`, key)} > /dev/null 2>&1; then ${command(`delete ${kind}`, key)}; fi`;
}

/** Deletes a domain object that is ours, unless something else has come to use it. */
export function domainGone(name: string): string {
  const key = `name ${text(name)}`;
  const left = text(`${name} is left: something else uses it`);
  return [
    `if ${command('show dns-domain', key)} > ${SHOWN} 2> /dev/null && ${IS_OURS}; then`,
    `${command('delete dns-domain', key)} > /dev/null || echo ${left} >&2; fi`,
  ].join(' ');
}
