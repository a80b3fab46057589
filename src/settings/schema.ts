import { z } from 'zod';
import { classifyAddress } from '../model/network/address.ts';
import { ACCOUNT_RULES } from '../model/servers.ts';
import { durationText, parseDuration } from './duration.ts';
import { OPTIONS, type Option, type OptionKey, type OptionValue } from './options.ts';

const MAX_TEXT = 2000;
const MAX_VALUES = 200;
const YES = ['true', 'yes', 'on', '1'];
const NO = ['false', 'no', 'off', '0'];

/** Schema of an option's value wherever it comes from: flags and variables are text, the configuration file has types. */
export function valueSchema(option: Pick<Option, 'value' | 'repeatable'>): z.ZodType {
  const one = oneValue(option.value);
  return option.repeatable === true ? z.preprocess(asList(option.value), z.array(one).max(MAX_VALUES)) : one;
}

function oneValue(value: OptionValue): z.ZodType {
  switch (value.type) {
    case 'boolean':
      return z
        .union([z.boolean(), z.enum([...YES, ...NO])], { error: 'must be true or false' })
        .transform((given) => given === true || YES.includes(String(given)));
    case 'integer':
      return integer(value);
    case 'duration':
      return duration(value);
    case 'choice':
      return z.enum(value.of as readonly [string, ...string[]], { error: `must be one of: ${value.of.join(', ')}` });
    case 'pair':
      return text().regex(/^[^=]+=.+$/s, `must be ${value.form}`);
    case 'host':
      return host(value.port);
    case 'account':
      return text()
        .regex(ACCOUNT, 'must be DOMAIN\\user, domain.fqdn\\user or user@domain.fqdn, with a backslash')
        .refine(
          isAccountName,
          'is a distinguished name or a SID: must be DOMAIN\\user, domain.fqdn\\user or user@domain.fqdn, as the console takes it',
        );
    case 'text':
      return text();
  }
}

function integer({ least, most }: Extract<OptionValue, { readonly type: 'integer' }>): z.ZodType {
  const error = `must be a whole number from ${least} to ${most}`;
  const digits = z.string().regex(/^\d{1,15}$/);
  return z.union([z.int(), digits.transform(Number)], { error }).refine((number) => number >= least && number <= most, { error });
}

function duration({ unit, least, most }: Extract<OptionValue, { readonly type: 'duration' }>): z.ZodType {
  const error = `must be a time from ${durationText(least, unit)} to ${durationText(most, unit)}, as in ${unit === 'ms' ? '500ms, 3s or 5m' : '30s or 3m'}`;
  return z
    .union([z.int(), z.string()], { error })
    .transform((given) => parseDuration(given, unit))
    .refine((number) => number !== undefined && number >= least && number <= most, { error });
}

/** One backslash with something on both sides, or none; a slash stands in no name of an account, and is a backslash that was mistyped. */
const ACCOUNT = /^[^\\/\p{Cc}]+(?:\\[^\\/\p{Cc}]+)?$/u;
/** Windows logs nobody on by a distinguished name (no account name holds `=`) or by a SID, and the console takes neither. */
function isAccountName(given: string): boolean {
  return !/^\s*S-1-\d/i.test(given) && (!given.includes('=') || given.includes('@'));
}
/** A DNS or NetBIOS name (labels of RFC 1123 section 2.1, and the underscore that Windows allows), or an address. */
const HOST = /^(?=.{1,253}$)(?![-.])[\p{L}\p{N}_-]{1,63}(?:\.[\p{L}\p{N}_-]{1,63})*(?<!-)\.?$/u;
/** Digits and dots alone are an address, or a mistyped one. */
const NUMBERS = /^[\d.]+$/;

function isHost(given: string): boolean {
  return given.includes(':') || NUMBERS.test(given) ? classifyAddress(given) !== 'name' : HOST.test(given);
}

function isHostAndPort(given: string): boolean {
  const [, name = given, port = '1'] = /^([^:]+):(\d{1,5})$/.exec(given) ?? [];
  return isHost(name) && Number(port) >= 1 && Number(port) <= 65_535;
}

function host(withPort: boolean): z.ZodType {
  const form = withPort ? 'must be HOST or HOST:PORT' : 'must be the name or address of a machine';
  return text()
    .refine((given) => !given.includes('\\'), withPort ? 'must be HOST or HOST:PORT: a named instance has a port of its own' : form)
    .refine(withPort ? isHostAndPort : isHost, form);
}

function text(): z.ZodString {
  return z.string('must be text').min(1, 'must not be empty').max(MAX_TEXT, `must have at most ${MAX_TEXT} characters`);
}

/** A single value stands for a list of one; a map for a list of pairs. */
function asList({ type }: OptionValue): (given: unknown) => unknown {
  return (given) => {
    if (Array.isArray(given)) return given;
    if (type !== 'pair' || typeof given !== 'object' || given === null) return [given];
    return Object.entries(given).map(([left, right]) => (typeof right === 'object' ? right : `${left}=${right}`));
  };
}

const waiverSchema = z.strictObject({
  pattern: text(),
  reason: text(),
  until: z.iso.date('must be a date, YYYY-MM-DD'),
});

/** Keys of the configuration file that no flag has. */
const FILE_ONLY = {
  waivers: z.array(waiverSchema).max(1000).optional(),
  request: z
    .strictObject({
      requester: z.exactOptional(text()),
      ticket: z.exactOptional(text()),
      wantedBy: z.exactOptional(z.iso.date('must be a date, YYYY-MM-DD')),
      reviewOn: z.exactOptional(z.iso.date('must be a date, YYYY-MM-DD')),
    })
    .optional(),
  redactWords: z.array(text().min(3, 'must have at least 3 characters')).max(1000).optional(),
  accounts: z.strictObject({ require: valueSchema({ value: { type: 'choice', of: ACCOUNT_RULES } }) }).optional(),
};

/** The configuration file: a key for each option, and those that no flag has. */
export const configSchema = z.strictObject({
  ...(Object.fromEntries(OPTIONS.map((option) => [option.key, valueSchema(option).optional()])) as Readonly<
    Record<OptionKey, z.ZodOptional<z.ZodType>>
  >),
  ...FILE_ONLY,
});

/** A configuration file that its schema accepted. */
export type ConfigValues = Readonly<z.output<typeof configSchema>>;
