import { z } from 'zod';
import { askWindows } from '../../network/windows/functions/ask.ts';

const LIMIT_MS = 20_000;

const schema = z.object({
  user: z.string(),
  steps: z
    .array(
      z.object({
        path: z.string(),
        owner: z.string(),
        link: z.boolean(),
        rules: z.array(z.object({ sid: z.string(), rights: z.number(), allow: z.boolean(), inheritOnly: z.boolean() })),
      }),
    )
    .min(1),
});

/** Owner and access control list of a file, as Windows PowerShell reads them. */
export type AclFacts = z.output<typeof schema>;

/** System, Administrators, TrustedInstaller; what the owner gets stands for the owner (MS-DTYP section 2.4.2.4). */
const TRUSTED: ReadonlySet<string> = new Set([
  'S-1-5-18',
  'S-1-5-32-544',
  'S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464',
  'S-1-3-0',
  'S-1-3-4',
]);

/** Bits of an access mask (MS-DTYP section 2.4.3, File Access Rights Constants). */
const TAKE_OVER = 0x0001_0000 | 0x0004_0000 | 0x0008_0000 | 0x1000_0000 | 0x4000_0000;
const DELETE_CHILD = 0x40;
const WRITE = 0x02 | 0x04;
const GENERIC_READ = 0x8000_0000;

/** The twin of `whoElseMayChange` on Windows. Where the access rules cannot be read, that is the reason. */
export async function whoElseMayChangeOnWindows(path: string, signal: AbortSignal): Promise<string | undefined> {
  const answer = await askWindows('access-rules', { path }, schema, { signal, timeoutMs: LIMIT_MS });
  if ('failure' in answer) return `its access rules could not be read (${answer.failure.code})`;
  return whoElseByAcl(answer.value);
}

/** Who else may read a file on Windows, for those that hold passwords. Where the access rules cannot be read, that is the reason. */
export async function whoElseMayReadOnWindows(path: string, signal: AbortSignal): Promise<string | undefined> {
  const answer = await askWindows('access-rules', { path }, schema, { signal, timeoutMs: LIMIT_MS });
  if ('failure' in answer) return `its access rules could not be read (${answer.failure.code})`;
  return whoElseReadsByAcl(answer.value);
}

const READ = 0x01;

/** Only the file's own rules count: who may list a folder does not read what is in it. */
export function whoElseReadsByAcl({ user, steps: [file] }: AclFacts): string | undefined {
  const rules = file?.rules ?? [];
  const other = rules.find(
    ({ sid, rights, allow }) => allow && sid !== user && !TRUSTED.has(sid) && (rights & (READ | GENERIC_READ | WRITE | TAKE_OVER)) !== 0,
  );
  return other === undefined ? undefined : `another account may read it (${other.sid})`;
}

/** The file and its folder may be written to by nobody else; folders above may take new files (as `C:\\` does), but must not let others replace what is in them. */
export function whoElseByAcl({ user, steps }: AclFacts): string | undefined {
  const isTrusted = (sid: string): boolean => sid === user || TRUSTED.has(sid);
  for (const [index, { path, owner, link, rules }] of steps.entries()) {
    if (link) return `${path} is a link`;
    if (!isTrusted(owner)) return `${path} belongs to another account (${owner})`;
    const mask = index < 2 ? TAKE_OVER | DELETE_CHILD | WRITE : TAKE_OVER | DELETE_CHILD;
    const other = rules.find(({ sid, rights, allow, inheritOnly }) => allow && !inheritOnly && !isTrusted(sid) && (rights & mask) !== 0);
    if (other !== undefined) return `${path} may be changed by another account (${other.sid})`;
  }
  return undefined;
}
