/**
 * The functions that a PAC script may call, as Netscape specified them and browsers have them: "Navigator Proxy Auto-Config File Format" (1996) where it is
 * clear, Chromium's behaviour (its PAC library and resolver, release 120) where it is not. Each function here is handed over to the script's machine as
 * its source text, so it may use nothing but what it declares itself, its parameters and the standard objects of ECMAScript.
 */

/** The predefined functions of PAC scripts that look at their arguments alone: `dnsDomainIs`, `shExpMatch` and their like. */
export function textFunctions() {
  // Chromium turns nothing but dots, stars and question marks into something else: the rest is a regular expression.
  const isMoreThanStars = /[\\^$+()[\]{}|]/;

  /** Stars and question marks without backtracking: the last star takes one more character when what follows does not fit. */
  function fits(text: string, pattern: string): boolean {
    let at = 0;
    let here = 0;
    let star = -1;
    let resume = 0;
    while (at < text.length) {
      const wanted = pattern[here];
      if (wanted === '*') {
        star = here;
        here += 1;
        resume = at;
      } else if (here < pattern.length && (wanted === '?' || wanted === text[at])) {
        here += 1;
        at += 1;
      } else if (star >= 0) {
        resume += 1;
        at = resume;
        here = star + 1;
      } else return false;
    }
    while (pattern[here] === '*') here += 1;
    return here === pattern.length;
  }

  /** Most patterns are a domain, a host or a beginning: those need no walk. */
  function matcherOf(pattern: string): (text: string) => boolean {
    if (isMoreThanStars.test(pattern)) {
      const expression = new RegExp(`^${pattern.replace(/\./g, '\\.').replace(/\*/g, '.*').replace(/\?/g, '.')}$`);
      return (text) => expression.test(text);
    }
    const [before = '', after, ...more] = pattern.split('*');
    if (more.length > 0 || pattern.includes('?')) return (text) => fits(text, pattern);
    if (after === undefined) return (text) => text === pattern;
    return (text) => text.length >= before.length + after.length && text.startsWith(before) && text.endsWith(after);
  }
  const matchers = new Map<string, (text: string) => boolean>();

  return {
    isPlainHostName(host: unknown): boolean {
      if (typeof host !== 'string') throw new TypeError('isPlainHostName: requires 1 string parameter');
      // An IPv6 address has no dot either.
      return !host.includes('.') && !/:.*:/.test(host);
    },
    dnsDomainIs(host: string, domain: string): boolean {
      return host.length >= domain.length && host.substring(host.length - domain.length) === domain;
    },
    localHostOrDomainIs(host: string, hostdom: string): boolean {
      return host === hostdom || hostdom.lastIndexOf(`${host}.`, 0) === 0;
    },
    dnsDomainLevels(host: string): number {
      return host.split('.').length - 1;
    },
    shExpMatch(text: unknown, pattern: string): boolean {
      let matcher = matchers.get(pattern);
      if (matcher === undefined) {
        matcher = matcherOf(pattern);
        if (matchers.size < 50_000) matchers.set(pattern, matcher);
      }
      return matcher(String(text));
    },
    alert(): undefined {
      return undefined;
    },
    getClientVersion(): string {
      return '1.0';
    },
    // Not of the specification, but in browsers: scripts that were tried there may say something to it.
    console: { log() {}, info() {}, warn() {}, error() {}, debug() {} },
  };
}

/** Functions of IPv4 addresses; `dnsResolve` gives an address or null. */
export function addressFunctions(dnsResolve: (name: unknown) => string | null) {
  /** A number of 32 bits with its sign, as in browsers; leading zeros are decimal. */
  function toNumber(address: unknown): number {
    const bytes = String(address)
      .split('.')
      .map((part) => Number(part) & 0xff);
    return ((bytes[0] ?? 0) << 24) | ((bytes[1] ?? 0) << 16) | ((bytes[2] ?? 0) << 8) | (bytes[3] ?? 0);
  }
  /** Four decimal numbers of up to three digits, none above 255. */
  function isAddress(text: unknown): boolean {
    const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(String(text));
    return parts?.slice(1).every((part) => Number(part) <= 255) === true;
  }
  return {
    convert_addr(address: string): number {
      return toNumber(address);
    },
    isInNet(host: unknown, pattern: unknown, mask: unknown): boolean {
      const address = isAddress(host) ? host : dnsResolve(host);
      if (address === null || address === undefined) return false;
      // A length in bits, a network cut short or a blank behind it is no network.
      if (!isAddress(pattern) || !isAddress(mask)) return false;
      // A mask may have holes: only its bits count.
      return (toNumber(address) & toNumber(mask)) === (toNumber(pattern) & toNumber(mask));
    },
    isResolvable(host: unknown): boolean {
      return dnsResolve(host) !== null;
    },
  };
}

/** Functions of the calendar and the clock; a last argument `GMT` replaces the machine's own time zone. */
export function timeFunctions(now: () => Date) {
  const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
  const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

  interface Moment {
    readonly year: number;
    readonly month: number;
    readonly day: number;
    readonly weekday: number;
    readonly hour: number;
    readonly minute: number;
    readonly second: number;
  }
  function read(all: readonly unknown[]): { readonly args: readonly unknown[]; readonly moment: Moment } {
    const date = now();
    const isGmt = all[all.length - 1] === 'GMT';
    const args = isGmt ? all.slice(0, -1) : all;
    // A date whose UTC fields are those of the wall clock.
    const wall = isGmt ? date : new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
    return {
      args,
      moment: {
        year: wall.getUTCFullYear(),
        month: wall.getUTCMonth(),
        day: wall.getUTCDate(),
        weekday: wall.getUTCDay(),
        hour: wall.getUTCHours(),
        minute: wall.getUTCMinutes(),
        second: wall.getUTCSeconds(),
      },
    };
  }
  /** From the later to the earlier is over the turn of day, week or year. */
  function isBetween(from: number, value: number, to: number): boolean {
    return from <= to ? from <= value && value <= to : value >= from || value <= to;
  }

  interface DateParts {
    year?: number;
    month?: number;
    day?: number;
  }
  /** In any order, as a day (1 to 31), a month by its name, or a year. */
  function dateParts(args: readonly unknown[]): DateParts {
    const parts: DateParts = {};
    for (const arg of args) {
      const value = Number.parseInt(String(arg), 10);
      if (Number.isNaN(value)) parts.month = MONTHS.indexOf(String(arg));
      else if (value < 32) parts.day = value;
      else parts.year = value;
    }
    return parts;
  }

  return {
    weekdayRange(...all: readonly unknown[]): boolean {
      const { args, moment } = read(all);
      const from = DAYS.indexOf(String(args[0]));
      const to = args.length === 2 ? DAYS.indexOf(String(args[1])) : from;
      return from >= 0 && to >= 0 && isBetween(from, moment.weekday, to);
    },
    dateRange(...all: readonly unknown[]): boolean {
      const { args, moment } = read(all);
      if (args.length === 0) return false;
      if (args.length === 1) {
        const { year = moment.year, month = moment.month, day = moment.day } = dateParts(args);
        return year === moment.year && month === moment.month && day === moment.day;
      }
      const half = args.length >> 1;
      const from = dateParts(args.slice(0, half));
      const to = dateParts(args.slice(half));
      if (from.month === -1 || to.month === -1) return false;
      // Days alone are those of every month.
      const isOfDays = args.length === 2 && from.day !== undefined;
      const order = (year: number, month: number, day: number): number => year * 10_000 + month * 100 + day;
      return isBetween(
        order(from.year ?? moment.year, from.month ?? (isOfDays ? moment.month : 0), from.day ?? 1),
        order(moment.year, moment.month, moment.day),
        order(to.year ?? moment.year, to.month ?? (isOfDays ? moment.month : 11), to.day ?? 31),
      );
    },
    timeRange(...all: readonly unknown[]): boolean {
      const { args, moment } = read(all);
      const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = args.map(Number);
      const minute = moment.hour * 60 + moment.minute;
      switch (args.length) {
        case 0:
          return false;
        case 1:
          return moment.hour === a;
        case 2:
          // Hours alone do not go over midnight, in browsers.
          return a <= moment.hour && moment.hour <= b;
        case 4:
          return isBetween(a * 60 + b, minute, c * 60 + d);
        case 6:
          return isBetween((a * 60 + b) * 60 + c, minute * 60 + moment.second, (d * 60 + e) * 60 + f);
        default:
          throw new Error('timeRange: bad number of arguments');
      }
    },
  };
}
