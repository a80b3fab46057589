/** What the scheduler says of a task: it runs or has not begun, or it ended with this code. */
export type TaskState = { readonly state: 'running' } | { readonly state: 'ended'; readonly code: number } | { readonly state: 'unknown' };

/** SCHED_S_TASK_RUNNING, SCHED_S_TASK_QUEUED, SCHED_S_TASK_HAS_NOT_RUN and SCHED_S_TASK_READY (Task Scheduler error and success constants). */
const NOT_ENDED: ReadonlySet<number> = new Set([0x41301, 0x41325, 0x41303, 0x41300]);
/** Host, task, next run, status, log-on mode, last run, last result: the headings are in the language of Windows, their order and the number are not. */
const LAST_RESULT = 6;

/** The answer of `schtasks /query /tn NAME /fo csv /v /nh`. */
export function taskState(answer: string): TaskState {
  const line = answer.split(/\r?\n/).find((one) => one.trim() !== '') ?? '';
  const result = fieldsOf(line.slice(0, 10_000))[LAST_RESULT]?.trim() ?? '';
  if (!/^-?\d{1,10}$/.test(result)) return { state: 'unknown' };
  const code = Number(result);
  return NOT_ENDED.has(code) ? { state: 'running' } : { state: 'ended', code };
}

/** The fields of one line of CSV (RFC 4180). */
function fieldsOf(line: string): readonly string[] {
  const fields: string[] = [''];
  let isQuoted = false;
  for (const character of line) {
    if (character === '"') isQuoted = !isQuoted;
    else if (character === ',' && !isQuoted) fields.push('');
    else fields[fields.length - 1] += character;
  }
  return fields;
}
