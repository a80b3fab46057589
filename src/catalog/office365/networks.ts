import type { OfficeSet } from './sets.ts';

const RANGE = /^[0-9a-f.:]{2,39}\/\d{1,3}$/i;
const MAX_RANGES = 1000;
const PORTS = /^(\d{1,5})(?:-(\d{1,5}))?$/;

/** Does the set have published address ranges? */
export function hasRanges({ ips }: OfficeSet): boolean {
  return ips.some((ip) => RANGE.test(ip));
}

/** The name of the set's ranges under `networks`. */
export function networksKey({ id }: OfficeSet): string {
  return `set-${id}`;
}

/** The published ranges of a set with what no entry can say: its UDP ports, and its TCP ports where it has no host names. None without ranges. */
export function networksOf(set: OfficeSet, asOf: string): readonly (readonly [string, unknown])[] {
  if (!hasRanges(set)) return [];
  const udp = portRanges(set.udpPorts);
  const tcp = set.urls.length === 0 ? portRanges(set.tcpPorts) : [];
  return [
    [
      networksKey(set),
      {
        ranges: set.ips.filter((ip) => RANGE.test(ip)).slice(0, MAX_RANGES),
        asOf,
        source: 'service',
        ...(udp.length === 0 ? {} : { udp }),
        ...(tcp.length === 0 ? {} : { tcp }),
        ...(udp.length + tcp.length === 0 ? {} : { required: set.required }),
        ...(noteOf(set) === '' ? {} : { note: noteOf(set) }),
      },
    ],
  ];
}

/** Ports as `networks` take them: `3478`, `3478-3481`. */
function portRanges(text: string): readonly string[] {
  return text.split(',').flatMap((part) => {
    const [ports, first = '0', last = first] = PORTS.exec(part.trim()) ?? [];
    return ports === undefined || Number(first) < 1 || Number(last) < Number(first) || Number(last) > 65_535 ? [] : [ports];
  });
}

function noteOf({ serviceArea, serviceAreaDisplayName, id, category, urls }: OfficeSet): string {
  const area = serviceAreaDisplayName ?? serviceArea;
  return `${area}, set ${id}${category === '' ? '' : `, category ${category}`}${urls.length === 0 ? ', without host names' : ''}.`.slice(
    0,
    500,
  );
}
