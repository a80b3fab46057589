import { authority } from '../model/network/route.ts';
import type { LogFile } from './logged-error.ts';
import { isLater, type Moment } from './moment.ts';
import type { RequestTarget } from './requests.ts';

/** A host that answered, however often. */
export interface LoggedAnswer {
  readonly target: RequestTarget;
  count: number;
  to: Moment;
  readonly files: Set<string>;
  /** By log, component and work: the last time. */
  readonly kinds: Map<string, AnswerKind>;
  /** How often with which status, and the last one. */
  readonly statuses: Map<number, number>;
  lastStatus: number | undefined;
  readonly times: string[];
}

/** A kind of request: what fails in one of them is not mended by an answer to another. */
export interface AnswerKind {
  readonly log: string;
  readonly component: string;
  readonly operation: string | undefined;
  to: Moment;
}

/** Collects which hosts answered in the logs, one record a host and operation however often they did. */
export interface AnswerBook {
  readonly add: (
    target: RequestTarget,
    given: {
      readonly file: LogFile;
      readonly component: string;
      readonly operation: string | undefined;
      readonly status: number | undefined;
      readonly moment: Moment;
    },
  ) => void;
  readonly all: () => readonly LoggedAnswer[];
}

const MAX_FILES = 20;
const MAX_KINDS = 200;
const MAX_TIMES = 400;

/** Answers by host and port, at most `limit` of them. */
export function answerBook(limit: number): AnswerBook {
  const answers = new Map<string, LoggedAnswer>();
  return {
    add: (target, { file, component, operation, status, moment }) => {
      const key = authority(target);
      if (answers.size >= limit && !answers.has(key)) return;
      const answer = answers.get(key) ?? freshAnswer(target, moment);
      answers.set(key, answer);
      answer.count += 1;
      if (!isLater(answer.to, moment)) answer.to = moment;
      if (answer.files.size < MAX_FILES) answer.files.add(file.file);
      if (status !== undefined && (answer.statuses.size < MAX_FILES || answer.statuses.has(status)))
        answer.statuses.set(status, (answer.statuses.get(status) ?? 0) + 1);
      if (status !== undefined) answer.lastStatus = status;
      if (moment.time !== null) answer.times[Math.min(answer.times.length, MAX_TIMES - 1)] = moment.time;
      const kind = `${file.log}\n${component}\n${operation ?? ''}`;
      const known = answer.kinds.get(kind);
      if (known !== undefined) known.to = moment;
      else if (answer.kinds.size < MAX_KINDS) answer.kinds.set(kind, { log: file.log, component, operation, to: moment });
    },
    all: () => [...answers.values()],
  };
}

function freshAnswer(target: RequestTarget, moment: Moment): LoggedAnswer {
  return {
    ...{ target, count: 0, to: moment, files: new Set<string>(), kinds: new Map<string, AnswerKind>() },
    ...{ statuses: new Map<number, number>(), lastStatus: undefined, times: [] },
  };
}
