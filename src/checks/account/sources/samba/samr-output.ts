import type { Failure } from '../../../../model/network/observation.ts';
import { type DirectoryFacts, LOGON_RIGHTS, type Principal } from '../../facts.ts';

const SID = /S-1-\d+(?:-\d+)+/;

/** SIDs that `queryaliasmem` printed, in its order. */
export function aliasMembers(output: string): readonly string[] {
  return output.split('\n').flatMap((line) => (/^\s*sid:\[/.test(line) ? (SID.exec(line) ?? []) : []));
}

/**
 * Local groups that `queryuseraliases` printed for SIDs, of BUILTIN and of the server itself, in any order: relative identifiers below 1000 are those
 * of BUILTIN, the server's own begin there. `lookupdomain` printed the server's SID; without it, as on a domain controller, only the first are told.
 */
export function aliasesOf(output: string): readonly string[] {
  const own = ownSidIn(output);
  return [...output.matchAll(/^[ \t]*group rid:\[(0x[0-9a-f]+)\]/gim)].flatMap(([, hex]) => {
    const rid = Number(hex);
    if (rid < FIRST_OWN_RID) return [`S-1-5-32-${rid}`];
    return own === undefined ? [] : [`${own}-${rid}`];
  });
}

const FIRST_OWN_RID = 1000;

function ownSidIn(output: string): string | undefined {
  return /Domain SID:\s*(S-1-5-21-[\d-]+)/.exec(output)?.[1];
}

/** What `lookupsids` printed: a line a SID, `SID DOMAIN\name (type)`; a SID that nobody knows is `*unknown*\*unknown*`, or of type 8 or 6 (deleted). */
export function namesOfSids(output: string): ReadonlyMap<string, string> {
  return new Map(
    output.split('\n').flatMap((line) => {
      const [, sid, name, type] = /^(S-1-[\d-]+) (.+) \((\d+)\)\s*$/.exec(line) ?? [];
      return sid === undefined || name === undefined || type === '8' || type === '6' || name.includes('*unknown*')
        ? []
        : [[sid, name] as const];
    }),
  );
}

/** Who of these holds which right: `lsaenumacctrights` printed a block a SID, `found N privileges for SID S`, then the rights. */
export function holdersOf(output: string, names: ReadonlyMap<string, string>): Readonly<Record<string, readonly Principal[]>> {
  const holders: Record<string, Principal[]> = Object.fromEntries(LOGON_RIGHTS.map((right) => [right, []]));
  let sid: string | undefined;
  for (const line of output.split('\n')) {
    const found = /^found \d+ privileges for SID (S-1-[\d-]+)/.exec(line)?.[1];
    if (found !== undefined) sid = found;
    const right = line.trim();
    if (sid === undefined || !Object.hasOwn(holders, right)) continue;
    const name = names.get(sid);
    holders[right]?.push(name === undefined ? { sid } : { sid, name });
  }
  return holders;
}

/** How many SIDs `lsaenumacctrights` printed an answer for: their rights, or that the policy does not know them. */
export function answersIn(output: string): number {
  return [...output.matchAll(/^(?:found \d+ privileges for SID|result was NT_STATUS_OBJECT_NAME_NOT_FOUND)/gm)].length;
}

/** What a server said of the first question that it did not answer. Of the codes in `answers` each is an answer, too. */
export function firstRefusal(output: string, answers: readonly string[]): Failure | undefined {
  const refused = [...output.matchAll(/^result was (NT_STATUS_[A-Z0-9_]+)/gm)].map(([, code]) => code ?? '');
  const code = refused.find((status) => !answers.includes(status));
  return code === undefined ? undefined : { code, message: 'one of the questions for log-on rights was not answered' };
}

/** The last NT status that a tool of Samba printed: `NT_STATUS_LOGON_FAILURE`. */
export function ntStatus(output: string): string | undefined {
  return [...output.matchAll(/NT_STATUS_[A-Z0-9_]+/g)]
    .map(([status]) => status)
    .filter((status) => status !== 'NT_STATUS_OK')
    .at(-1);
}

/** USER_ACCOUNT codes of the account database (MS-SAMR section 2.2.1.12) and the bits of userAccountControl that mean the same. */
const FLAGS = [
  [0x1, 0x2],
  [0x4, 0x20],
  [0x1000, 0x40000],
] as const;
const ACCOUNT_AUTO_LOCKED = 0x400;
const PASSWORD_EXPIRED = 0x20000;
const UAC_LOCKED = 0x10;
const UAC_PASSWORD_EXPIRED = 0x800000;

/** What `queryuser` and `lookupdomain` printed of a local account. Undefined: nothing of an account. */
export function localUser(output: string): Partial<DirectoryFacts> | undefined {
  const fields = fieldsOf(output);
  const field = (name: string): string | undefined => fields.get(name);
  const [acb, rid] = ['acb_info', 'user_rid'].map((name) => Number.parseInt(field(name) ?? '', 16));
  if (acb === undefined || rid === undefined || Number.isNaN(acb) || Number.isNaN(rid)) return undefined;
  const domain = ownSidIn(output);
  const [expires, lastSet, mustChange] = ['Kickoff Time', 'Password last set Time', 'Password must change Time'].map((name) =>
    time(field(name)),
  );
  const locked = (acb & ACCOUNT_AUTO_LOCKED) === 0 ? 0 : UAC_LOCKED;
  const expired = (acb & PASSWORD_EXPIRED) === 0 ? 0 : UAC_PASSWORD_EXPIRED;
  return {
    samAccountName: field('User Name') ?? '',
    userAccountControl: FLAGS.reduce((flags, [from, to]) => ((acb & from) === 0 ? flags : flags | to), 0x200),
    computed: locked | expired,
    groups: [],
    ...(domain === undefined ? {} : { sid: `${domain}-${rid}` }),
    ...(expires === undefined ? {} : { accountExpires: expires }),
    ...(lastSet === undefined ? {} : { passwordLastSet: lastSet }),
    ...(mustChange === undefined ? {} : { passwordExpires: mustChange }),
  };
}

/** Lines of the form `name : value`; of a name that stands twice the first counts. */
function fieldsOf(output: string): ReadonlyMap<string, string> {
  const pairs = output.split('\n').flatMap((line) => {
    const at = line.indexOf(':');
    return at < 0 ? [] : [[line.slice(0, at).trim(), line.slice(at + 1).trim()] as const];
  });
  return new Map(pairs.reverse());
}

/** ISO 8601; undefined for never, which is the year 30828 or the beginning of 1970. */
function time(text: string | undefined): string | undefined {
  const ms = Date.parse(text ?? '');
  return Number.isNaN(ms) || ms <= 0 || ms > Date.UTC(9999, 0) ? undefined : new Date(ms).toISOString();
}
