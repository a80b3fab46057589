import { isoOf, localOf, withoutMarks } from './local-date.ts';
import type { Stamp } from './stamps.ts';

/** `2013-08-01<tab>08:51:09:954<tab> 924<tab>1a4c<tab>Agent<tab>text`: WindowsUpdate.log until Windows 8.1 (KB 902093). */
const OLD = /^(\d{4})-(\d{2})-(\d{2})\s+(\d{2}):(\d{2}):(\d{2}):(\d{3})\s+([0-9a-f]{1,8})\s+([0-9a-f]{1,8})\s+([A-Za-z][\w-]{1,30})\s+/i;
/** `2018/08/02 14:20:24.1234567 924   6732  Agent           text`: as Get-WindowsUpdateLog writes it. */
const NEW =
  /^(\d{4})\/(\d{2})\/(\d{2}) (\d{2}):(\d{2}):(\d{2})\.(\d{7})\s+([0-9a-f]{1,8})\s+([0-9a-f]{1,8})\s+(?:([A-Za-z][\w-]{1,40})\s+)?/i;
/** `[0]13E8.1B24::2018-08-02 14:20:24.123 [orchestrator]text`: traces as tracerpt, netsh and the Update Orchestrator's logs in text give them. */
const TRACE =
  /^\[\d{1,3}\][0-9a-f]{1,8}\.([0-9a-f]{1,8})::(?:(\d{4})-(\d{2})-(\d{2})|(\d{2})\/(\d{2})\/(\d{4}))[ -](\d{2}):(\d{2}):(\d{2})[.:](\d{3,7})\s*\[([^\]]{1,60})\]\s*/i;

/** A line of Windows Update's own logs; local time without a zone. Undefined: it is none. */
export function windowsUpdateLine(line: string): { readonly text: string; readonly stamp: Stamp } | undefined {
  const first = line.charCodeAt(0);
  // A digit, an opening bracket, or a byte order mark: nothing else begins such a line.
  if (!((first >= 48 && first <= 57) || first === 91 || first === 0xfeff)) return undefined;
  const head = withoutMarks(line.slice(0, 200));
  const rest = (length: number): string => `${head.slice(length)}${line.slice(200)}`;
  const plain = OLD.exec(head) ?? NEW.exec(head);
  if (plain !== null) {
    const [whole, year, month, day, hour, minute, second, fraction = '', , thread = null, component] = plain;
    const time = isoOf([year, month, day, hour, minute, second].map(Number), fraction);
    return {
      text: rest(whole.length),
      stamp: { component: component ?? 'WindowsUpdate', thread, time, localTime: localOf(time), zoneKnown: false, severity: null },
    };
  }
  const trace = TRACE.exec(head);
  if (trace === null) return undefined;
  const [whole, thread = null, year, month, day, otherMonth, otherDay, otherYear, hour, minute, second, fraction = '', component = null] =
    trace;
  const time = isoOf([year ?? otherYear, month ?? otherMonth, day ?? otherDay, hour, minute, second].map(Number), fraction);
  return { text: rest(whole.length), stamp: { component, thread, time, localTime: localOf(time), zoneKnown: false, severity: null } };
}
