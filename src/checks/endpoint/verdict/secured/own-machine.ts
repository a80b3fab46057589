import type { Step } from '../../../../model/network/observation.ts';
import { stepOf } from '../verdict.ts';

/** Did an address of this machine answer in place of the target: a loopback address, or the one that was sent from? Behind a proxy the address is that of the proxy. */
export function isOwnMachine(steps: readonly Step[]): boolean {
  const { address = '', localAddress = '' } = stepOf(steps, 'tcp', 'target')?.facts ?? {};
  const plain = address.replace(/^::ffff:/i, '');
  return plain !== '' && (/^127\./.test(plain) || plain === '::1' || plain === localAddress.replace(/^::ffff:/i, ''));
}
