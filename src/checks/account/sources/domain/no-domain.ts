import type { Context } from '../../../../model/network/context.ts';
import type { Failure } from '../../../../model/network/observation.ts';
import { domainControllers } from '../../../../network/domain-controllers.ts';
import type { Directory } from '../../../../network/ldap/index.ts';
import { forestOf } from './forest.ts';
import { trustOf } from './trusts.ts';

/** What DNS says of a name that no domain has. */
const NO_RECORD: ReadonlySet<string> = new Set(['ENOTFOUND', 'ENODATA']);

/**
 * Why the name that was written before a backslash, or after an @, is that of no domain: the forest of this connection has it as a suffix of principal names only, or
 * neither forest, trusts nor DNS know it. Undefined: it may be one. Rejects when the directory cannot tell.
 */
export async function notADomain(name: string, directory: Directory, home: string, context: Context): Promise<Failure | undefined> {
  const { domains, suffixes } = await forestOf(directory, home);
  if ([home, ...domains.values()].some((one) => isSame(one, name))) return undefined;
  if ((await trustOf(name, directory, home, context)) !== 'none') return undefined;
  const found = await domainControllers(name, context);
  if (!('code' in found) || !NO_RECORD.has(found.code)) return undefined;
  if (suffixes.some((one) => isSame(one, name)))
    return {
      code: 'SUFFIX_NOT_DOMAIN',
      message: `${name} is a suffix of principal names in the forest of ${home} and no domain: it can follow an @, not stand before a backslash`,
    };
  return { code: 'UNKNOWN_DOMAIN', message: `neither the forest of ${home}, nor its trusts, nor DNS know a domain ${name}` };
}

function isSame(domain: string, other: string): boolean {
  return domain.toLowerCase() === other.toLowerCase();
}
