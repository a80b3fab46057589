import type { HostForm } from './requirement.ts';

const PLACEHOLDER = /<([^<>]+)>|\{([^{}]+)\}/g;
const MAX_NAME = 253;
const MAX_LABEL = 63;

/** Names of the placeholders in a published host or path, as written between `<>` or `{}`. */
export function placeholdersIn(text: string): readonly string[] {
  return [...text.matchAll(PLACEHOLDER)].map((match) => match[1] ?? match[2] ?? '');
}

/** The text with placeholders replaced by parameters; names are compared without regard to case. Unknown ones stay. */
export function fillPlaceholders(text: string, params: Readonly<Record<string, string>>): string {
  const values = new Map(Object.entries(params).map(([name, value]) => [name.toLowerCase(), value]));
  return text.replace(
    PLACEHOLDER,
    (whole, angle: string | undefined, brace: string | undefined) => values.get((angle ?? brace ?? '').toLowerCase()) ?? whole,
  );
}

/**
 * A host as it is compared: lower case, no trailing dot, A-labels (RFC 5891). Undefined when it is no host: empty, with a space, a scheme, a port,
 * a character that no host name has, or longer than DNS allows (RFC 1035 section 2.3.4). Wildcards and placeholders are left as they are.
 */
export function normaliseHost(host: string): string | undefined {
  const written = host.replace(/\.$/, '').toLowerCase();
  if (placeholdersIn(written).length > 0) return hasHostShape(written.replace(PLACEHOLDER, 'placeholder')) ? written : undefined;
  if (isIpv6Literal(written)) return written;
  if (!hasHostShape(written)) return undefined;
  const ascii = /^[\u0021-\u007e]+$/.test(written) ? written : toAscii(written);
  return ascii !== undefined && fitsDns(ascii.replace(/^\*\.?/, '')) ? ascii : undefined;
}

function hasHostShape(text: string): boolean {
  const plain = text.replace(/^\*\.?/, '');
  return plain !== '' && !/[\s/:@?#%\\*,;'"`|^()[\]{}<>!$&+=~\u0000-\u0020\u007f-\u00a0]/.test(plain);
}

function fitsDns(name: string): boolean {
  return name.length <= MAX_NAME && name.split('.').every((label) => label !== '' && label.length <= MAX_LABEL);
}

function isIpv6Literal(text: string): boolean {
  return /^[0-9a-f:]+(?:\d{1,3}(?:\.\d{1,3}){3})?$/.test(text) && text.includes('::');
}

function toAscii(host: string): string | undefined {
  const star = /^\*\.?/.exec(host)?.[0] ?? '';
  const rest = host.slice(star.length);
  // A star beside letters of an international label has no A-label form: the encoding depends on the whole label.
  if (star === '*' && !/^[\u0021-\u007e]*$/.test(rest.split('.')[0] ?? '')) return undefined;
  const lead = star === '*' ? `x${rest}` : rest;
  try {
    const ascii = new URL(`http://${lead}/`).hostname;
    return ascii === '' ? undefined : star + (star === '*' ? ascii.slice(1) : ascii);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

/** What a published pattern means. Undefined: it is no pattern, or a placeholder in it has no value. */
export function hostForm(pattern: string): HostForm | undefined {
  if (placeholdersIn(pattern).length > 0) return undefined;
  const host = normaliseHost(pattern);
  if (host === undefined) return undefined;
  if (!host.startsWith('*')) return { form: 'exact', text: host };
  if (host.startsWith('*.')) return { form: 'suffix', text: host.slice(2) };
  if (host.startsWith('*-')) return { form: 'inside-label', text: host.slice(1) };
  return { form: 'dotless-suffix', text: host.slice(1) };
}

/** Is the name the pattern's, or below its `*.`? Unlike a published wildcard the pattern of a fingerprint covers its apex too: who serves one serves the other. */
export function isAtOrBelow(pattern: string, name: string): boolean {
  return pattern.startsWith('*.') ? name === pattern.slice(2) || name.endsWith(pattern.slice(1)) : name === pattern;
}

/** Does the form cover the host? A suffix does not cover its own apex; the star inside a label stands for at least one character of that label. */
export function covers(form: HostForm, host: string): boolean {
  const name = normaliseHost(host);
  return name !== undefined && coversNormalised(form, name);
}

/** The same for a name that `normaliseHost` gave. */
export function coversNormalised(form: HostForm, name: string): boolean {
  if (name.startsWith('*')) return false;
  switch (form.form) {
    case 'exact':
      return name === form.text;
    case 'suffix':
      return name.endsWith(`.${form.text}`) && name.length > form.text.length + 1;
    case 'dotless-suffix':
      return name.endsWith(form.text);
    case 'inside-label': {
      const star = name.slice(0, -form.text.length);
      return name.endsWith(form.text) && star !== '' && !star.includes('.');
    }
  }
}
