import t from 'tap';
import type { Fault } from '../../faults/fault.ts';
import { provoke } from '../../faults/provoke.ts';
import { PROXY_FAULTS } from '../../faults/proxy.ts';
import { TCP_FAULTS } from '../../faults/tcp.ts';
import { TLS_FAULTS } from '../../faults/tls.ts';
import { startWindowsLab } from '../../support/lab/start.ts';

/** Windows has no trust store in a file. */
const NOT_THERE: ReadonlySet<string> = new Set(['inspected, and this machine trusts it']);

const lab = await startWindowsLab(t);
if (lab !== undefined) {
  const { world, windows } = lab;
  // One of each cause where error codes of the system decide: on Wine the whole matrix takes five minutes.
  const causes = new Set<string>();
  const faults = [TCP_FAULTS, TLS_FAULTS, PROXY_FAULTS].flat().filter((fault: Fault) => {
    const cause = String(fault.expect.cause);
    if (NOT_THERE.has(fault.name) || causes.has(cause)) return false;
    causes.add(cause);
    return true;
  });
  // Wine is slow.
  const patiently: typeof world.check = (args, options) => windows.check([...args, '--timeout', '3000'], options);
  t.test(`${faults.length} faults have the causes that they have elsewhere`, async (t) => {
    for (const fault of faults) await t.test(fault.name, (t) => provoke(t, world, fault, patiently));
  });
}
