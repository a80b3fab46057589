import t from 'tap';
import { BEHAVIOUR_FAULTS } from '../faults/behaviour.ts';
import { CONTROL_FAULTS } from '../faults/control.ts';
import { DERIVED_FAULTS } from '../faults/derived.ts';
import { DNS_FAULTS } from '../faults/dns.ts';
import { HTTP_FAULTS } from '../faults/http.ts';
import { provoke } from '../faults/provoke.ts';
import { PROXY_FAULTS } from '../faults/proxy.ts';
import { TCP_FAULTS } from '../faults/tcp.ts';
import { TLS_FAULTS } from '../faults/tls.ts';
import { WILDCARD_FAULTS } from '../faults/wildcard.ts';
import { startLab } from '../support/lab/start.ts';

const FAULTS = {
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

const world = await startLab(t);
if (world !== undefined) {
  for (const [layer, faults] of Object.entries(FAULTS)) {
    if (process.env.FAULTS !== undefined && process.env.FAULTS !== layer) continue;
    t.test(`${faults.length} faults of layer ${layer}`, async (t) => {
      for (const fault of faults) await t.test(fault.name, (t) => provoke(t, world, fault, world.check.bind(world)));
    });
  }
}
