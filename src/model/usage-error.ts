/**
 * The one error a user sees for a wrong command line, configuration or catalog; ends the run with exit code 2 before anything is probed.
 * `file`, `line` (1-based) and `field` (dotted path) say where; `hint` says what to do next.
 */
export class UsageError extends Error {
  readonly file: string | undefined;
  readonly line: number | undefined;
  readonly field: string | undefined;
  readonly hint: string | undefined;
  /** Further mistakes of the same file, in the order of its lines. */
  readonly others: readonly UsageError[];

  constructor(
    message: string,
    where: {
      file?: string | undefined;
      line?: number | undefined;
      field?: string | undefined;
      hint?: string | undefined;
      others?: readonly UsageError[] | undefined;
    } = {},
  ) {
    super(message);
    this.name = 'UsageError';
    this.file = where.file;
    this.line = where.line;
    this.field = where.field;
    this.hint = where.hint;
    this.others = where.others ?? [];
  }

  /** `file:line: field: message`, leaving out what is not known. */
  get located(): string {
    const place = this.file === undefined ? '' : this.line === undefined ? `${this.file}: ` : `${this.file}:${this.line}: `;
    return `${place}${this.field === undefined ? '' : `${this.field}: `}${this.message}`;
  }
}

/** Results that could not be written: all was done but that, exit code 4. */
export class OutputError extends UsageError {}
