import type { Authenticator } from './authenticator.ts';

/** Basic (RFC 7617). User and password as UTF-8; a colon cannot be part of the user name. */
export const basic: Authenticator = {
  scheme: 'basic',
  usesCurrentIdentity: false,
  maxLegs: 1,
  bindsConnection: false,
  begin:
    () =>
    async (_challenge, { credentials, offering }) => {
      if (credentials === undefined || credentials.username.includes(':')) return undefined;
      offering();
      return `Basic ${Buffer.from(`${credentials.username}:${credentials.password.reveal()}`, 'utf8').toString('base64')}`;
    },
};
