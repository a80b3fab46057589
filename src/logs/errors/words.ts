/** What errors may mean, in words that several rows share: each ends the sentence "... was logged: ". */
export const TRUST =
  'the certificate is not trusted on this server: a root or intermediate is missing there, TLS is inspected on the path, or the certificate belongs to a wrong proxy';
export const CUT =
  'the connection was cut during the TLS handshake or right after it: no common TLS version or cipher suite (TLS 1.2 switched off on this server), or a filter on the path that forbids the name';
export const SHUT =
  'no connection was established: it was refused or not answered, or the proxy that is configured has a wrong name or port';
export const PAC = 'the proxy configuration script cannot be used; the role itself knows only one proxy name and port';
export const NAME = 'the certificate is for another name: something else answers in place of the service';
export const EXPIRED = 'the certificate has expired or is not valid yet, or the clock of this server is wrong';
export const SUITES = 'no common TLS version or cipher suite: look at TLS 1.2 on this server, and at devices on the path';
export const REVOCATION = 'the revocation of the certificate could not be checked: CRL and OCSP addresses are blocked, mostly TCP 80';
export const REVOKED = 'the certificate was revoked, or a device shows a revoked one';
export const NO_NAME =
  'the name was not resolved. Behind a proxy this server need not resolve it at all, so that the proxy is missing or not set for the account that asks; or it is the name of the proxy that does not resolve';
