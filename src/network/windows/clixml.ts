const HEADER = /^\s*#< CLIXML\s*/;
const ERROR_TEXT = /<S S="Error">([^<]*)<\/S>/g;
const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/**
 * What Windows PowerShell wrote to its standard error, as text. Where its input is redirected it writes CLIXML, a list of records (MS-PSRP section
 * 2.2.5): of these the error texts, with `_x000D_` and XML entities as the characters that they stand for. Other text as it is.
 */
export function errorText(stderr: string): string {
  if (!HEADER.test(stderr)) return stderr.trim();
  const texts = [...stderr.matchAll(ERROR_TEXT)].map(([, text = '']) => decoded(text));
  return texts.join('').replace(/\r\n?/g, '\n').trim();
}

function decoded(text: string): string {
  return text
    .replace(/&(lt|gt|amp|quot|apos);/g, (whole, name: string) => ENTITIES[name] ?? whole)
    .replace(/&#x([0-9a-f]{1,4});/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)))
    .replace(/_x([0-9a-f]{4})_/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
}
