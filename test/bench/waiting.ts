import { execFileSync } from 'node:child_process';
import { type Lab, SILENT_ADDRESS, SILENT_NETWORK } from './lab.ts';
import { alternate } from './measure.ts';
import { type Node, ours } from './programs.ts';
import { fixed, head, row } from './table.ts';

const SIZE = 47;
const SILENT = 27;
const LIMIT_SECONDS = 5;
/** So many that none of them answers, each at an address of its own. */
const MANY_SILENT = 1000;

/** How long a run takes in which a part of the network says nothing; the kernel of this namespace drops what goes to those addresses. */
export async function waiting(lab: Lab, versions: readonly Node[]): Promise<readonly string[]> {
  execFileSync('nft', [
    `add table inet bench; add chain inet bench in { type filter hook input priority 0; }; add rule inet bench in ip daddr ${SILENT_NETWORK} drop`,
  ]);
  const options = ['--timeout', `${LIMIT_SECONDS}s`];
  const list = lab.list(SIZE, { silent: SILENT });
  const healthy = lab.list(SIZE);
  const allSilent = lab.list(MANY_SILENT, { silent: MANY_SILENT });
  const lines = [...head('node', 'situation', 'wall s', 'CPU s')];
  for (const node of versions) {
    const costs = await alternate(3, {
      [`${SILENT} of ${SIZE} endpoints silent`]: () => ours(lab, list, node, { passes: SIZE - SILENT, options }),
      [`a proxy that is silent, ${SIZE} endpoints`]: () =>
        ours(lab, healthy, node, { passes: 0, options: [...options, '--route', `http://${SILENT_ADDRESS}:3128`] }),
    });
    const many = ours(lab, allSilent, node, { passes: 0, options });
    const all = { ...costs, [`${MANY_SILENT} of ${MANY_SILENT} endpoints silent, one run`]: many };
    for (const [name, { wallSeconds, cpuSeconds }] of Object.entries(all)) {
      lines.push(row(node.version, name, fixed(wallSeconds, 1), fixed(cpuSeconds, 1)));
    }
  }
  return lines;
}
