import type { Finding } from '../../src/model/finding.ts';
import type { World } from '../support/lab/world.ts';

/** One fault: how to cause it for real, and what the program must say of it. */
export interface Fault {
  readonly name: string;
  /** Catalog entries in flow style; the first is the one that is judged. */
  readonly endpoints: readonly string[];
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly arrange?: (world: World) => Promise<void>;
  readonly expect: {
    readonly cause: Finding['cause'];
    /** null: of a pass. */
    readonly layer: string | null;
    readonly owner: string | null;
    readonly status: Finding['status'];
    /** What else must be in the finding; every word of the message that matters. */
    readonly message?: RegExp;
    readonly code?: number;
    /** The id of the finding that is judged, when it is not the first endpoint's. */
    readonly id?: RegExp;
    /** The first finding is one of the whole route, with this many children. */
    readonly children?: number;
  };
}

/** An https entry for a host of the lab. */
export function https(host: string, id = host.split('.')[0] ?? host): string {
  return `id: ${id.toLowerCase()}, host: ${host}, feature: f`;
}

/** A plain http entry for a host of the lab. */
export function http(host: string, id = host.split('.')[0] ?? host): string {
  return `id: ${id.toLowerCase()}, host: ${host}, scheme: http, feature: f`;
}
