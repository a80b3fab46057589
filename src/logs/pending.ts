import type { LogEntry } from './entries/entry.ts';
import type { RecognisedError } from './errors/recognise.ts';
import { keyOf, type LoggedFailure } from './logged-error.ts';

/** A failure that was read and not yet noted: its stack, its outcome or a sentence that wraps it may follow. */
export interface PendingFailure {
  readonly found: RecognisedError;
  readonly error: LoggedFailure;
  readonly entry: LogEntry;
  readonly note: (error: LoggedFailure) => void;
}

/** Longer apart than this, two entries are two failures. */
const SAME_FAILURE_MS = 5 * 60_000;
/** Characters of a time in ISO 8601: most entries follow each other within a minute, and need no reading of dates. */
const TO_THE_MINUTE = '2026-11-20T10:00'.length;
/** General codes that a flag before them explains. */
const GENERAL: ReadonlySet<string> = new Set(['12175', '12045', '12038', '12037', '12057', '12157', '12169', '12170']);

/**
 * Does `next` tell of the failure that `before` tells of? One of them is a stack or a wrapper, or a flag that names the reason of the code that
 * follows; two sentences with reasons of their own are two failures, and so is what belongs to other work or another host.
 */
export function isSameFailure(before: PendingFailure, next: PendingFailure): boolean {
  const [a, b] = [before.found, next.found];
  if (isOtherTime(before.entry, next.entry) || isOtherPlace(before.error, next.error)) return false;
  if (a.operation !== undefined && b.operation !== undefined && a.operation !== b.operation) return false;
  if (stands(a) || stands(b) || areTwoMessages(a, b)) return false;
  if (a.error.rank === 1 || b.error.rank === 1) return true;
  if (a.error.isFlag === true) return b.error.isFlag === true || GENERAL.has(b.error.code.split(' ')[0] ?? '');
  return a.isStack !== b.isStack;
}

/** Verdicts of the product, and failures that another program had, are told for themselves. */
function stands({ error }: RecognisedError): boolean {
  return error.status !== undefined || error.isOfOtherProgram === true;
}

/** Two status messages with ids of their own. */
function areTwoMessages(a: RecognisedError, b: RecognisedError): boolean {
  return a.isStatusMessage === true && b.isStatusMessage === true && a.error.code !== b.error.code;
}

/** Of two entries about one failure the one that says more; where it names no host and the other does, at that host. */
export function moreTelling(before: PendingFailure, next: PendingFailure): PendingFailure {
  const told = isNextBetter(before, next) ? next : before;
  const other = told === next ? before : next;
  if (told.error.attribution === 'entry' || other.error.attribution !== 'entry' || !('component' in told.error.subject)) return told;
  const { subject, attribution, url, place } = other.error;
  const error = { ...told.error, subject, attribution, url, place };
  return { ...told, error: { ...error, key: keyOf(error) } };
}

function isNextBetter(before: PendingFailure, next: PendingFailure): boolean {
  const [a, b] = [before.found.error, next.found.error];
  if (a.rank !== b.rank) return a.rank < b.rank;
  return b.isRoleSentence === true && a.isRoleSentence !== true;
}

function isOtherTime(a: LogEntry, b: LogEntry): boolean {
  if (a.time === null || b.time === null || b.time.startsWith(a.time.slice(0, TO_THE_MINUTE))) return false;
  return Math.abs(Date.parse(a.time) - Date.parse(b.time)) > SAME_FAILURE_MS;
}

function isOtherPlace(a: LoggedFailure, b: LoggedFailure): boolean {
  return (
    a.attribution === 'entry' &&
    b.attribution === 'entry' &&
    'host' in a.subject &&
    'host' in b.subject &&
    a.subject.host !== b.subject.host
  );
}
