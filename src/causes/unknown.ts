import type { Evidence } from '../model/finding.ts';
export function unknownMessage(layer: string | null, e: Evidence): string {
  return `${layer} ${String(e.code)}`;
}
export function unknownRemedy(_layer: string | null, _e: Evidence): string {
  return '';
}
