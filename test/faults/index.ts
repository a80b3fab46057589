import { BEHAVIOUR_FAULTS } from './behaviour.ts';
import { CONTROL_FAULTS } from './control.ts';
import { DERIVED_FAULTS } from './derived.ts';
import { DNS_FAULTS } from './dns.ts';
import type { Fault } from './fault.ts';
import { HTTP_FAULTS } from './http.ts';
import { PROXY_FAULTS } from './proxy.ts';
import { TCP_FAULTS } from './tcp.ts';
import { TLS_FAULTS } from './tls.ts';
import { WILDCARD_FAULTS } from './wildcard.ts';

/** Every fault that the lab causes on the path to an endpoint, by the file that holds it. */
export const FAULTS: Readonly<Record<string, readonly Fault[]>> = {
  dns: DNS_FAULTS,
  tcp: TCP_FAULTS,
  proxy: PROXY_FAULTS,
  tls: TLS_FAULTS,
  http: HTTP_FAULTS,
  derived: DERIVED_FAULTS,
  behaviour: BEHAVIOUR_FAULTS,
  wildcard: WILDCARD_FAULTS,
  control: CONTROL_FAULTS,
};
