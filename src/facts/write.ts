import { CLOUDS, SCHEMES } from '../model/catalog/catalog.ts';
import { RELEASE_NAMES } from '../model/catalog/release.ts';
import { SKIP_REASONS } from '../model/finding.ts';
import { LAYERS } from '../model/network/observation.ts';
import { AUTH_SCHEMES, ROUTE_KINDS } from '../model/network/route.ts';
import { ACCOUNT_RULES, CHECK_KINDS, STANDPOINTS } from '../model/servers.ts';
import { isCredentialKey, withoutTokens } from '../text/tokens.ts';
import type { SavedRun } from './saved-run.ts';

/** The lines of a run's facts, each ended by a newline, without secrets: ours (`mask`), and the peers' own cookies and tokens. */
export function* factsLines(saved: SavedRun, mask: (text: string) => string): Generator<string> {
  const { tool, run, catalogs, waivers, checks, scope, answers } = saved;
  const { endpoints, ...asked } = scope;
  const counts = { endpoints: endpoints.length, answers: answers.length };
  const line = (value: object): string => `${JSON.stringify(masked(value, mask))}\n`;
  yield line({ type: 'run', schemaVersion: '1', tool, run, catalogs, waivers, checks, scope: asked, ...counts });
  for (const endpoint of endpoints) yield line({ type: 'endpoint', endpoint });
  for (const answer of answers) yield line({ type: 'answer', ...answer });
}

/** Words of our own schemas. Where one is the whole of a value it tells nothing about a password that happens to be the same, and masking it would break the file. */
const OWN_WORDS: ReadonlySet<string> = new Set<string>([
  ...[
    ...CHECK_KINDS,
    ...LAYERS,
    ...ROUTE_KINDS,
    ...AUTH_SCHEMES,
    ...SCHEMES,
    ...STANDPOINTS,
    ...ACCOUNT_RULES,
    ...CLOUDS,
    ...SKIP_REASONS,
    ...RELEASE_NAMES,
  ],
  ...[
    'run',
    'answer',
    'endpoint',
    'target',
    'proxy',
    'control',
    'auto',
    'online',
    'offline',
    'GET',
    'HEAD',
    'POST',
    'key',
    'name',
    'other',
  ],
  ...[
    'udp',
    'system',
    'none',
    'taken',
    'refused',
    'unproven',
    'not-tried',
    'broken-off',
    'credentials',
    'crl',
    'ocsp',
    'certificate',
    'redirect',
    'revocation',
    'journey',
    'negative',
  ],
  ...[
    'wildcard',
    'control-resolver',
    'address',
    'handshake',
    'host-header',
    'large-request',
    'behaviour',
    'no-ipv4',
    'no-ipv6',
    'not-needed',
    'directory',
    'controller',
    'logon',
    'connection',
    'installation',
  ],
  ...[
    'local-administrators',
    'servers-domain',
    'server-name',
    'datagram',
    'ldap-ping',
    'kerberos',
    'server-clock',
    'interface',
    'remote-registry',
    'wmi',
    'smb',
    'dns',
    ...['group', 'contact', 'computer account', 'managed service account'],
    ...['same-forest', 'trusted', 'selective', 'wrong-direction'],
    'foreign-members',
    'logon-rights',
    'domain-controllers',
    'site-server-computer',
    'ldap',
    'samr',
    'windows',
    'powershell',
  ],
  ...['operating-system', 'dotnet', 'software', 'roots', 'clock', '1', '1.2', '1.3'],
]);

function masked(value: unknown, mask: (text: string) => string): unknown {
  if (typeof value === 'string') return OWN_WORDS.has(value) ? value : withoutTokens(mask(value));
  if (Array.isArray(value)) return value.map((one) => masked(one, mask));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, maskedField(key, one, mask)]));
}

/** A cookie's name tells which product sent it; its value opens doors. */
function maskedField(key: string, value: unknown, mask: (text: string) => string): unknown {
  if (typeof value !== 'string' || !isCredentialKey(key)) return masked(value, mask);
  if (key.toLowerCase() !== 'set-cookie') return '***';
  return mask(value.split('\n').map(nameOfCookie).join('\n'));
}

function nameOfCookie(cookie: string): string {
  const at = cookie.indexOf('=');
  return at < 0 || at > 200 ? '***' : `${cookie.slice(0, at)}=***`;
}
