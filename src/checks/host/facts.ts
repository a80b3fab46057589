import { z } from 'zod';
import type { Failure } from '../../model/network/observation.ts';

const versions = z.array(z.object({ name: z.string(), version: z.string() }));

/** What each question's script answers. */
export const ANSWERS = {
  'operating-system': z.object({
    caption: z.string(),
    build: z.string(),
    productType: z.number(),
    /** OperatingSystemSKU. */
    sku: z.number().nullish(),
    installationType: z.string(),
    is64Bit: z.boolean(),
    partOfDomain: z.boolean(),
    domain: z.string().nullish(),
    isClusterNode: z.boolean().nullish(),
    /** Of the local NTFS drive with the most free space on which the product may put files. */
    freeBytes: z.number().nullish(),
    drive: z.string().nullish(),
    pendingRestart: z.boolean(),
    isAdministrator: z.boolean(),
  }),
  dotnet: z.object({ release: z.number().nullish(), feature35: z.boolean().nullish() }),
  software: z.object({ installed: versions }),
  tls: z.object({
    settings: z.array(z.object({ path: z.string(), name: z.string(), value: z.number().nullish() })),
    /** Names of the enabled cipher suites; absent or empty where they could not be listed. */
    suites: z.array(z.string()).nullish(),
  }),
  roots: z.object({
    thumbprints: z.array(z.string()),
    /** Of the Intermediate Certification Authorities store. */
    intermediates: z.array(z.string()).nullish(),
    /** May Windows fetch roots by itself (DisableRootAutoUpdate)? */
    rootUpdates: z.boolean().nullish(),
  }),
  clock: z.object({ reference: z.string(), skewSeconds: z.number() }),
} as const;

/** What the operating system is asked; each has a script. */
export type HostQuestion = keyof typeof ANSWERS;
/** The answer to each question, as its schema reads the script's output. */
export type HostAnswers = { readonly [Question in HostQuestion]: z.infer<(typeof ANSWERS)[Question]> };

/** One question to the server on which the role is to run. */
export interface HostTask {
  readonly key: HostQuestion;
}

/** The answer of the operating system, or why there is none. */
export type HostFacts =
  | { readonly [Q in HostQuestion]: { readonly question: Q; readonly answer: HostAnswers[Q] } }[HostQuestion]
  | { readonly question: HostQuestion; readonly failure: Failure };
