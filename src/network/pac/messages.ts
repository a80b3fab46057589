import { z } from 'zod';

/** What the script asks of the main thread while it waits. */
export const questionSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('addresses'), name: z.string(), families: z.enum(['IPv4', 'all']) }),
  z.object({ kind: z.literal('own-addresses') }),
]);
/** What a PAC script asks of the network while it runs: a name, or this machine's own address. */
export type PacQuestion = z.infer<typeof questionSchema>;

/** Addresses, none where there is no answer; `stop` ends the call: the script has waited too long altogether. */
export type PacAnswer = { readonly addresses: readonly string[] } | { readonly stop: string };

/** To the thread: a script to read, or a URL to find the way for. `limitMs` is for the script's own work, waiting for answers not counted. */
export type PacJob = { readonly limitMs: number } & ({ readonly script: string } | { readonly url: string; readonly host: string });

/** From the thread: that it could take a script, a question, or how the one job came out. `isEndless`: it was interrupted at its limit; `isBroken`: the machine is of no use any more. */
export const reportSchema = z.union([
  z.object({ ready: z.literal(true) }),
  z.object({ question: questionSchema }),
  z.object({ result: z.string() }),
  z.object({ error: z.string(), isEndless: z.boolean(), isBroken: z.boolean() }),
]);
/** What the thread that runs a PAC script sends back. */
export type PacReport = z.infer<typeof reportSchema>;

/** What a thread is started with: the port on which answers come, and the word that is woken when one is there. */
export interface ThreadData {
  readonly answers: MessagePort;
  readonly wake: SharedArrayBuffer;
  /** The file of the QuickJS module, where the thread cannot read it. */
  readonly machine?: Uint8Array;
}
type MessagePort = import('node:worker_threads').MessagePort;
