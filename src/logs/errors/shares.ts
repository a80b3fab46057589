import type { Cause } from '../../causes/index.ts';
import type { NetworkError } from './network-errors.ts';

type Row = readonly [cause: Cause, words: string, remedy?: string];

const PORTS_PAGE = 'https://learn.microsoft.com/en-us/intune/configmgr/core/plan-design/hierarchy/ports';
const IN_THE_CONSOLE =
  'correct the site system installation account in the console (Administration, Site Configuration, Servers and Site System Roles), or';
const NO_WAY =
  'the site server found no way to the administrative share of the server: its name does not resolve to it, TCP 445 is shut between the two, or file sharing does not run there';
const REFUSED = 'the server refuses the account that the site server uses there';

/** Windows' errors of file sharing, remote registry and RPC (learn.microsoft.com, "System Error Codes"): what the installation of a role on another server meets. */
const ROWS: Readonly<Record<number, Row>> = {
  5: [
    'account.not-local-admin',
    'access was denied there: the account that the site server uses (its computer account, or the installation account) is not a local administrator of that server, or a filter of remote log-ons takes the right away',
    'make the computer account of the site server, or the site system installation account, a member of the local Administrators group of that server; `configmgr-preflight check --check account` says which of the two is missing.',
  ],
  51: ['tcp.unreachable', NO_WAY],
  53: ['tcp.unreachable', NO_WAY],
  59: ['tcp.unreachable', NO_WAY],
  64: ['tcp.unreachable', `${NO_WAY}; or the connection was cut`],
  67: [
    'account.admin-share',
    'the administrative share does not exist there',
    'switch the administrative shares of that server on again (AutoShareServer), and restart its service Server.',
  ],
  86: ['account.logon-refused', `${REFUSED}: the password is wrong`, `${IN_THE_CONSOLE} enter its password again.`],
  121: ['tcp.timeout', NO_WAY],
  1203: ['tcp.unreachable', NO_WAY],
  1219: [
    'account.logon-refused',
    'the site server already has a connection to that server under another account',
    'use one installation account for that server, or none.',
  ],
  1231: ['tcp.unreachable', NO_WAY],
  1311: [
    'account.logon-refused',
    'no domain controller could be asked about the account',
    'let that server reach a domain controller of the domain of the account.',
  ],
  1326: ['account.logon-refused', `${REFUSED}: name or password is wrong`, `${IN_THE_CONSOLE} enter its password again.`],
  1327: [
    'account.restricted',
    `${REFUSED}: a restriction of the account`,
    'use an account without a restriction of hours, workstations or Protected Users.',
  ],
  1328: ['account.restricted', `${REFUSED}: its log-on hours`, 'clear the log-on hours of the account.'],
  1329: [
    'account.restricted',
    `${REFUSED}: it may not log on from the site server`,
    'clear "Log On To" of the account, or add the site server.',
  ],
  1330: ['account.password-expired', `${REFUSED}: its password has expired`, `${IN_THE_CONSOLE} give it a new password.`],
  1331: ['account.disabled', `${REFUSED}: it is disabled`, 'enable the account, or use another one.'],
  1385: [
    'account.no-network-logon',
    `${REFUSED}: it has no right to log on over the network, or is denied it`,
    'grant it "Access this computer from the network" on that server; where tiering denies it, use an account of that tier.',
  ],
  1396: [
    'account.logon-refused',
    'the name of the server is registered to another account (service principal name)',
    'find the duplicate with `setspn -X`, and name the server by its own full name.',
  ],
  1398: ['host.clock-skew', 'the clocks of the two servers, or of one and its domain, differ too much'],
  1722: [
    'tcp.unreachable',
    'RPC of that server cannot be reached: TCP 135 or the dynamic ports are shut, or the service does not run there',
  ],
  1753: ['tcp.unreachable', 'RPC of that server has no such endpoint: the dynamic ports are shut, or the service does not run there'],
  1789: [
    'account.not-trusted',
    'the trust between that server and its domain is broken',
    'repair the secure channel of that server (Test-ComputerSecureChannel -Repair).',
  ],
  1793: ['account.expired', `${REFUSED}: it has expired`, 'renew the account, or use another one.'],
  1907: [
    'account.must-change-password',
    `${REFUSED}: its password has to be changed first`,
    `${IN_THE_CONSOLE} give it a password that need not be changed.`,
  ],
  1909: ['account.locked', `${REFUSED}: it is locked out`, 'unlock the account, and see who uses an old password for it.'],
};

/** About a connection to a server of the site: its share, its registry, its WMI. */
const ABOUT_A_SERVER =
  /\\\\{1,3}[a-z0-9][\w.-]{0,252}\\{1,2}(?:ADMIN|IPC|[A-Z])\$|(?:remote )?registry[^\n]{0,60}\bon (?:the )?(?:server|computer|machine|site system)\b|\bsite system "?\\\\/i;
/** Windows' own sentences, where no code stands beside them. */
const SENTENCES: readonly (readonly [pattern: RegExp, code: number])[] = [
  [/network path was not found/i, 53],
  [/specified network name is no longer available/i, 64],
  [/network name cannot be found/i, 67],
  [/RPC server is unavailable/i, 1722],
  [/no more endpoints available from the endpoint mapper/i, 1753],
  [/user ?name or password is incorrect/i, 1326],
  [/referenced account is currently locked out/i, 1909],
  [/trust relationship between this workstation and the primary domain failed/i, 1789],
];
const FAILS = /fail|cannot|can't|could not|couldn't|unable|denied|error/i;
const CODE =
  /\(0x([0-9a-f]{1,8})\)|\b(?:error|code|hr)\b[^\d\n]{0,12}?(?:0x([0-9a-f]{1,8})\b|(\d{1,10})\b)|\((\d{1,4})\)|\b0x(8007[0-9a-f]{4})\b/gi;

/** What a site server's components say of a server that they could not get at, by the error code of Windows in the same entry. */
export function shareErrorIn(text: string): readonly ShareError[] {
  const said = SENTENCES.map(([pattern, code]) => [pattern.exec(text), code] as const).find(([match]) => match !== null);
  const bySentence = said === undefined ? [] : hit(text, said[1], said[0]?.index ?? 0);
  if (!ABOUT_A_SERVER.test(text) || !FAILS.test(text)) return bySentence;
  for (const match of [...text.matchAll(CODE)].slice(0, 10)) {
    const [, hex, afterError, decimal, inBrackets, hresult] = match;
    const given = hex ?? afterError ?? hresult;
    const code = codeOf(given === undefined ? Number(decimal ?? inBrackets) : Number.parseInt(given, 16));
    if (ROWS[code] !== undefined) return hit(text, code, match.index);
  }
  return bySentence;
}

interface ShareError {
  readonly error: NetworkError;
  readonly written: string;
  readonly at: number;
}

function hit(text: string, code: number, at: number): readonly ShareError[] {
  const row = ROWS[code];
  return row === undefined ? [] : [{ error: errorOf(code, row), written: sentence(text, at), at }];
}

/** Facility 7 carries codes of Windows in its lower half. */
function codeOf(number: number): number {
  return number >>> 16 === 0x8007 ? number & 0xffff : number;
}

function errorOf(code: number, [cause, words, remedy]: Row): NetworkError {
  const articles = cause.startsWith('tcp.') ? [PORTS_PAGE] : [];
  return {
    ...{ code: `Windows error ${code}`, cause, confidence: 'likely', rank: 4, words, articles, isOfShare: true },
    ...(remedy === undefined ? {} : { remedy }),
  };
}

/** The line that names the server, otherwise the one with the code. */
function sentence(text: string, at: number): string {
  const line = text.slice(text.lastIndexOf('\n', at) + 1).split('\n')[0] ?? '';
  return (text.split('\n').find((one) => ABOUT_A_SERVER.test(one)) ?? line).replace(/^~+|~+$/g, '').slice(0, 400);
}
