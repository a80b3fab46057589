import type { DnsFacts, Failure } from '../../model/network/observation.ts';
import { follower, type Limit } from '../timing/limit.ts';
import { type FamilyAnswer, resolveFamily } from './chain.ts';
import type { Exchange } from './exchange.ts';
import type { Question } from './message.ts';
import { resendMs } from './server.ts';

/** IP version: A or AAAA records. */
export type Family = 4 | 6;

/** What resolving a name came to. Facts are given as far as known, also beside a failure. */
export interface DnsOutcome {
  readonly facts: Partial<DnsFacts>;
  readonly failure?: Failure;
  /** Further facts, for which nobody has to wait; asked for only when it is called. Never rejects. */
  readonly later?: () => Promise<Partial<DnsFacts>>;
}

/** The question whose answer decided what resolving came to, to ask it again; undefined: nobody answered it. */
export function questionAbout(name: string, { facts, failure }: DnsOutcome): Question | undefined {
  if (failure !== undefined && failure.code !== 'NXDOMAIN' && failure.code !== 'NODATA') return undefined;
  const [address = ''] = facts.addresses ?? [];
  return { name, type: address.includes(':') ? 'AAAA' : 'A' };
}

type FamilyAnswers = readonly (readonly [Family, FamilyAnswer])[];

const MAX_ADDRESSES = 64;
/** Once one family has answered, the other gets time for the question and two resends, no more. */
const GRACE_RESENDS = 2.5;

/** Asks for all families side by side over one exchange; success when any of them has an address. */
export async function resolveFamilies(exchange: Exchange, name: string, families: readonly Family[], limit: Limit): Promise<DnsOutcome> {
  const answers = await askAll(exchange, name, families, limit);
  const answered = answers.filter(([, answer]) => answer.failure === undefined);
  const [, first] = answered[0] ?? answers.toSorted((left, right) => weight(left[1]) - weight(right[1]))[0] ?? [];
  if (first === undefined) return { facts: { name }, failure: { code: 'NODATA', message: 'no address family was asked for' } };
  const facts = {
    name,
    addresses: answered.flatMap(([, answer]) => answer.addresses).slice(0, MAX_ADDRESSES),
    cnames: first.cnames,
    resolver: first.resolver,
    ttlSeconds: Math.min(...(answered.length > 0 ? answered.map(([, answer]) => answer.ttlSeconds) : [first.ttlSeconds])),
    transport: first.transport,
    hostsFile: false,
    localFault: first.localFault === true,
    ...told(answers),
  };
  if (first.failure !== undefined) return { facts, failure: first.failure };
  return { facts: { ...facts, ...failedFamilies(answers) } };
}

async function askAll(exchange: Exchange, name: string, families: readonly Family[], limit: Limit): Promise<FamilyAnswers> {
  const late = follower(limit.signal);
  let grace: NodeJS.Timeout | undefined;
  const graceMs = GRACE_RESENDS * resendMs(limit.timeoutMs);
  const answers = await Promise.all(
    families.map(async (family) => {
      const answer = await resolveFamily(
        exchange,
        { name, type: family === 4 ? 'A' : 'AAAA' },
        { signal: late.signal, timeoutMs: limit.timeoutMs },
      );
      if (answer.failure === undefined) grace ??= setTimeout(() => late.abort('TIMEOUT'), graceMs);
      return [family, answer] as const;
    }),
  );
  clearTimeout(grace);
  late.release();
  return answers;
}

/** What servers added or left out, whichever family the question was about. */
function told(answers: FamilyAnswers): Pick<DnsFacts, 'extendedErrors' | 'silentServers'> {
  const errors = answers.flatMap(([, answer]) => answer.extendedErrors);
  const silent = answers.flatMap(([, answer]) => answer.silent);
  const extendedErrors = errors.filter(
    (one, index) => errors.findIndex(({ code, text }) => code === one.code && text === one.text) === index,
  );
  const silentServers = silent.filter((one, index) => silent.findIndex(({ address }) => address === one.address) === index);
  return {
    ...(extendedErrors.length === 0 ? {} : { extendedErrors }),
    ...(silentServers.length === 0 ? {} : { silentServers }),
  };
}

function failedFamilies(answers: FamilyAnswers): Pick<DnsFacts, 'failedFamilies'> {
  const failed = answers.flatMap(([family, { failure }]) =>
    failure === undefined || failure.code === 'NODATA' ? [] : [{ family, ...failure }],
  );
  return failed.length === 0 ? {} : { failedFamilies: failed };
}

/** Which failure speaks for the name when both families failed: what a server said before silence, and silence before an empty answer. */
function weight({ failure }: FamilyAnswer): number {
  const order = [
    'ABORTED',
    'DEADLINE',
    'NXDOMAIN',
    'CNAME_LOOP',
    'REFUSED',
    'NOTAUTH',
    'SERVFAIL',
    'FORMERR',
    'NOTIMP',
    'TRUNCATED',
    'MISMATCH',
    'MALFORMED',
  ];
  const index = order.indexOf(failure?.code ?? '');
  if (index >= 0) return index;
  if (failure?.code === 'NODATA') return order.length + 2;
  return failure?.code === 'TIMEOUT' ? order.length + 1 : order.length;
}
