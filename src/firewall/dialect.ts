import type { HostForm, Requirement } from '../model/requirement.ts';

/** How a device writes requirements. What it cannot write is said, never approximated in silence. */
export interface Dialect {
  readonly title: string;
  readonly extension: string;
  /** The vendor page or manual that documents the syntax. */
  readonly reference: string;
  /** Which host forms the device can write without widening or narrowing. */
  readonly can: Readonly<Record<HostForm['form'], boolean>>;
  readonly comment: (text: string) => string;
  render(requirements: readonly Requirement[]): string;
}
