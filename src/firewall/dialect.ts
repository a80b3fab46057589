import type { HostForm, Requirement } from '../model/catalog/requirement.ts';
import type { AddressRule, AddressWriter } from './addresses/address-writer.ts';

/** `widened`: the device lets more through than was asked. `narrowed`: less. `dropped`: nothing of it can be said. */
export type LossKind = 'widened' | 'narrowed' | 'dropped';

/** What a wording or a combination of wordings costs. */
export interface Cost {
  readonly kind: LossKind;
  readonly reason: string;
  /** A name that may be needed is not covered. False for a loss that is safe: wider, or narrower on purpose. */
  readonly incomplete: boolean;
}

/** What a device is told for one host. `hosts` is in the device's own notation and is empty exactly when it cannot be said. */
export interface Wording {
  readonly hosts: readonly string[];
  readonly costs: readonly Cost[];
}

/** A host to be put into a device's words: the text of its form, and known concrete hosts for devices without wildcards. */
export interface Named {
  readonly text: string;
  readonly hosts: readonly string[];
}

/** One way of writing for each host form. */
export type Words = Readonly<Record<HostForm['form'], (named: Named) => Wording>>;

/** A requirement that can be said, with the words for its host. */
export interface Entry {
  readonly requirement: Requirement;
  readonly hosts: readonly string[];
}

/** What a dialect is given beside the entries: whatever else its text has to say. */
export interface ExportContext {
  /** What the reader of the export must know: catalogs, notes, losses. Plain ASCII, one line each. */
  readonly remarks: readonly string[];
  /** One line for a description field. */
  readonly title: string;
  /** Addresses of the server that connects; empty: any source. */
  readonly sources: readonly string[];
  /** What is needed by address alone. */
  readonly addressRules: readonly AddressRule[];
}

/** What a product takes; its dialect states it, and it holds for rules and for the do-not-decrypt list unless that has limits of its own. */
export interface Limits {
  /** Why the device does not take this host: the bare name, and the host in the device's own notation. Undefined: it does. */
  readonly host?: (name: string, written: string) => string | undefined;
  /** Where an export ends that the device takes at once. */
  readonly sizes?: readonly Size[];
}

/** A documented limit of size. `reason` ends in its source. */
export interface Size {
  /** `hosts`: different hosts that are written, of one scheme where it is named; `bytes`: the whole text. */
  readonly of: 'hosts' | 'bytes';
  readonly scheme?: 'https' | 'http' | 'tcp';
  readonly most: number;
  readonly reason: string;
  /** The device refuses more, whatever its model: a reason not to write the export. */
  readonly refused: boolean;
}

/** The removal of an export in the notation of its dialect; or, where the notation can say none, how it is taken back instead. */
export type Undo = ((entries: readonly Entry[], context: ExportContext) => string) | string;

/** The device's do-not-decrypt list. */
export interface Inspection {
  /** What the device looks at when it decides. */
  readonly decidedBy: string;
  /** Where the list goes; printed with it. */
  readonly notes: readonly string[];
  readonly words: Words;
  /** Where the list has other limits than the rules. */
  readonly limits?: Limits;
  render(entries: readonly Entry[], context: ExportContext): string;
  readonly undo: Undo;
}

/** How a device writes requirements. What it cannot write is said, never approximated in silence. */
export interface Dialect {
  readonly title: string;
  readonly extension: string;
  /** The vendor page or manual that documents the syntax. */
  readonly reference: string;
  /** What the device looks at when it decides. */
  readonly decidedBy: string;
  /** `exact`: rules name the port. `elsewhere`: the list has names only, the port stands in the rule that refers to it. */
  readonly ports: 'exact' | 'elsewhere';
  /** Address literals that may stand where names stand. */
  readonly addresses: 'none' | 'IPv4' | 'all';
  /** What the device takes: characters, lengths, sizes. Every written host is held to it, in rules and in the do-not-decrypt list. */
  readonly limits: Limits;
  /** Standing advice, printed with each export: as comments, or on standard error where the format has none. */
  readonly notes: readonly string[];
  readonly words: Words;
  /** A reason why this requirement cannot be said, in rules and in the do-not-decrypt list; undefined when it can. */
  readonly refuses?: (requirement: Requirement) => string | undefined;
  /** Costs that come from entries standing side by side, by the entry they concern. */
  readonly interplay?: (entries: readonly Entry[]) => ReadonlyMap<Entry, Cost>;
  /** One comment line; absent when the format has no comments. */
  readonly comment?: (text: string) => string;
  /** The body of the export; comment lines with the remarks are put before it when the format has comments. */
  render(entries: readonly Entry[], context: ExportContext): string;
  readonly undo: Undo;
  /** Rules by address, put behind the body; or the reason why none are written. */
  readonly addressRules: AddressWriter | string;
  /** The inspection twin, or the reason why the device has none. */
  readonly inspection: Inspection | string;
}
