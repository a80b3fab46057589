/** A value that prints, serialises and inspects as `***`. `reveal()` is the only way in, and easy to search for. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return '***';
  }

  toJSON(): string {
    return '***';
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return '***';
  }
}

/** `username` as typed: `user`, `DOMAIN\user` or `user@fqdn`. */
export interface Credentials {
  readonly username: string;
  readonly password: Secret;
}
