import type { Directory } from '../../../network/ldap/index.ts';
import type { DirectoryFacts } from '../facts.ts';
import { domainSidOf } from '../facts.ts';
import { generalizedTime } from './controller-clock.ts';
import { baseOf, textOf } from './directory-values.ts';

/** Primary groups of controllers: Domain Controllers and Read-only Domain Controllers ("Well-known SIDs"). */
const CONTROLLERS = '(&(objectClass=computer)(|(primaryGroupID=516)(primaryGroupID=521)))';
/** Read-only Domain Controllers was made when the domain came to Windows Server 2008, which brought keys for AES. */
const MADE_WITH_AES = 521;

/**
 * What decides whether an account gets tickets: the encryption types that the controllers say they support, and since when passwords of the domain have keys for AES. What
 * may not be read is left out.
 */
export async function encryptionOf(
  { sid = '' }: Pick<DirectoryFacts, 'sid'>,
  directory: Directory,
  domain: string,
): Promise<Pick<DirectoryFacts, 'controllerEncryption' | 'aesSince'>> {
  const [controllerEncryption, aesSince] = await Promise.all([controllersOf(directory, domain), aesKeysSince(sid, directory)]);
  return {
    ...(controllerEncryption.length === 0 ? {} : { controllerEncryption }),
    ...(aesSince === undefined ? {} : { aesSince }),
  };
}

async function controllersOf(directory: Directory, domain: string): Promise<NonNullable<DirectoryFacts['controllerEncryption']>> {
  const attributes = ['dNSHostName', 'msDS-SupportedEncryptionTypes'];
  const found = await directory.search(baseOf(domain), { scope: 'sub', filter: CONTROLLERS, attributes }).catch(() => []);
  return found.flatMap((entry) => {
    const [host, types] = [textOf(entry, 'dNSHostName'), Number(textOf(entry, 'msDS-SupportedEncryptionTypes') ?? Number.NaN)];
    return host === undefined || !Number.isInteger(types) ? [] : [{ host, types }];
  });
}

async function aesKeysSince(sid: string, directory: Directory): Promise<string | undefined> {
  const domain = domainSidOf(sid);
  if (domain === undefined) return undefined;
  const options = { scope: 'base' as const, attributes: ['whenCreated'] };
  const [group] = await directory.search(`<SID=${domain}-${MADE_WITH_AES}>`, options).catch(() => []);
  const madeMs = generalizedTime(textOf(group, 'whenCreated') ?? '');
  return madeMs === undefined ? undefined : new Date(madeMs).toISOString();
}
