import type { Signer } from './authority.ts';

/** Something signed, whose signature leads to an authority that counts as genuine. */
export interface Verified {
  readonly signer: Signer;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date | undefined;
}
