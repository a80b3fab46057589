/** What pure code may name beyond the language itself: types only, no clock, no network, no process. */
declare class URL {
  constructor(url: string, base?: string | URL);
  readonly protocol: string;
  readonly username: string;
  readonly password: string;
  readonly hostname: string;
  readonly port: string;
  readonly host: string;
  readonly pathname: string;
  readonly search: string;
  readonly origin: string;
  href: string;
}
interface AbortSignal {
  readonly aborted: boolean;
}
declare class TextEncoder {
  encode(text?: string): Uint8Array;
}
