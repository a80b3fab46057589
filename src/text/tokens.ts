/** Names of parameters and headers whose values open doors. */
const NAMES =
  '(?:proxy-)?authorization|(?:set-)?cookie2?|sig|signature|token|access_token|refresh_token|id_token|sas|apikey|api[-_]key|key|code|secret|client_secret|password|passwd|pwd|session(?:id)?|x-ms-[\\w-]*token[\\w-]*';
const PARAMETER = new RegExp(`([?&;](?:${NAMES})=)[^&;\\s"'<>#]+`, 'gi');
const HEADER = /(^|[\s"',{[>])("?(?:(?:proxy-)?authorization|(?:set-)?cookie2?|x-ms-[\w-]*token[\w-]*)"?\s*[:=]\s*)[^\r\n]+/gim;
/** A word without any digit or sign is no credential but English. */
const BEARER = /\b(bearer|basic|negotiate|ntlm)\s+(?=[\w+/.~-]*[\d+/])[\w+/.~-]{16,}={0,2}/gi;
/** JSON Web Tokens: two or three parts in Base64url, the first of which begins an object. */
const WEB_TOKEN = /\beyJ[\w-]{10,}\.[\w-]{10,}(?:\.[\w-]*)?/g;
const KEY = new RegExp(`^(?:${NAMES})$`, 'i');

/** What every header, parameter and scheme needs, and how a token of JSON begins. */
const MAY_HOLD = /[=:\s]|eyJ/;

/** The text without cookies, authorisation headers and tokens that a peer may have sent; `***` stands in their place. */
export function withoutTokens(text: string): string {
  // Most values of evidence are names, numbers and addresses, in which none of them can be.
  return !MAY_HOLD.test(text)
    ? text
    : text.replace(HEADER, '$1$2***').replace(PARAMETER, '$1***').replace(BEARER, '$1 ***').replace(WEB_TOKEN, '***');
}

/** Is this the name of something whose value must not be shown? */
export function isCredentialKey(key: string): boolean {
  const known = KNOWN_KEYS.get(key);
  if (known !== undefined) return known;
  const is = KEY.test(key) && key !== 'code' && key !== 'key';
  if (KNOWN_KEYS.size < MAX_KEYS) KNOWN_KEYS.set(key, is);
  return is;
}

/** Evidence has the same few keys in thousands of findings; names of headers come from peers. */
const MAX_KEYS = 500;
const KNOWN_KEYS = new Map<string, boolean>();
