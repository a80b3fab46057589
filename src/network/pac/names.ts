import type { Context } from '../../model/network/context.ts';
import { resolve } from '../dns/index.ts';
import type { PacAnswer, PacQuestion } from './messages.ts';
import { ownAddresses } from './own-addresses.ts';

/** So many names of one script are remembered; a script that invents names is asked again for the oldest. */
const MAX_NAMES = 10_000;
/** A call of the script that has waited that many limits for names without an answer is given up. */
const MAX_WAITS = 4;

type Families = 'IPv4' | 'all';

/** Answers what one script asks in one round. */
export interface Names {
  /** Answers the questions of one call of the script, which is about `host`; each name within the limit. */
  readonly forCall: (host: string, limitMs: number) => (question: PacQuestion) => Promise<PacAnswer>;
  /** Asks ahead for a host while its turn has not come, where the script is known to ask for the host itself. */
  readonly expect: (host: string, limitMs: number) => void;
}

/** Names are resolved by the run's resolver, each within the layer's limit; one that gets no answer has no address, and is not asked for again. */
export function scriptNames(context: Context): Names {
  const addresses = addressBook(context);
  const asksForHost = new Set<Families>();
  /** Hosts whose turn has not come, with their limits. */
  const expected = new Map<string, number>();
  let own: Promise<readonly string[]> | undefined;

  const learnThatItAsks = (families: Families): void => {
    if (asksForHost.has(families)) return;
    asksForHost.add(families);
    for (const [host, limitMs] of expected) addresses(host, families, limitMs).catch(() => undefined);
  };
  return {
    expect: (host, limitMs) => {
      expected.set(host, limitMs);
      for (const families of asksForHost) addresses(host, families, limitMs).catch(() => undefined);
    },
    forCall: (host, limitMs) => {
      expected.delete(host);
      let waitedMs = 0;
      return async (question) => {
        if (question.kind === 'own-addresses') {
          own ??= ownAddresses();
          return { addresses: [...(await own)] };
        }
        if (waitedMs >= MAX_WAITS * limitMs) return { stop: `it waited ${Math.round(waitedMs)} ms for names without an answer` };
        if (question.name.toLowerCase() === host.toLowerCase()) learnThatItAsks(question.families);
        const startedMs = performance.now();
        const found = await addresses(question.name, question.families, limitMs);
        if (found.length === 0) waitedMs += performance.now() - startedMs;
        return { addresses: [...found] };
      };
    },
  };
}

/** Addresses of names, each asked for once while it is remembered. */
function addressBook(context: Context): (name: string, families: Families, limitMs: number) => Promise<readonly string[]> {
  const known = new Map<string, Promise<readonly string[]>>();
  return (name, families, limitMs) => {
    const key = `${families} ${name.toLowerCase()}`;
    const asked = known.get(key) ?? lookUp(name, families, context, limitMs);
    if (known.size >= MAX_NAMES) known.delete(known.keys().next().value ?? '');
    known.set(key, asked);
    return asked;
  };
}

async function lookUp(name: string, families: Families, context: Context, timeoutMs: number): Promise<readonly string[]> {
  const { facts } = await resolve(name, families === 'IPv4' ? [4] : [4, 6], context.resolver, {
    signal: context.signal,
    timeoutMs,
    now: context.now,
    extraRootsPem: context.trust.extraRootsPem,
  });
  return (facts.addresses ?? []).filter((address) => families === 'all' || !address.includes(':'));
}
