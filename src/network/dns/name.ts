import { domainToASCII } from 'node:url';

/** The name in A-labels, or undefined when it breaks the limits of RFC 1035 section 2.3.4. */
export function queryName(name: string): string | undefined {
  const plain = name.replace(/\.$/, '');
  const ascii = /^[\x21-\x7e]+$/.test(plain) ? plain : domainToASCII(plain);
  const labels = ascii.split('.');
  return ascii.length <= 253 && labels.every((label) => label.length >= 1 && label.length <= 63) ? ascii.toLowerCase() : undefined;
}

/** Is this a name of the machine itself, which leads to its loopback addresses (RFC 6761 section 6.3)? In A-labels. */
export function isOwnName(name: string): boolean {
  return name === 'localhost' || name.endsWith('.localhost');
}
