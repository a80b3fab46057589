import ipaddr from 'ipaddr.js';
export function classifyAddress(address: string): string {
  if (!ipaddr.isValid(address)) return 'name';
  const range = ipaddr.process(address).range();
  return (
    { unicast: 'public', reserved: 'documentation', linkLocal: 'link-local', uniqueLocal: 'ula', carrierGradeNat: 'cgnat' }[
      range as string
    ] ?? range
  );
}
