/** A DHCP lease's answer to option 252 (Web Proxy Auto-Discovery Protocol, draft-ietf-wrec-wpad-01 section 4.4.1), as clients of Linux keep it. */
export interface LeaseAnswer {
  readonly url: string;
  /** The DHCP server, where the file names it. */
  readonly server?: string;
}

/** How dhclient's configuration may call option 252, which it does not know by itself. */
const DHCLIENT_NAME =
  /^(?:wpad(?:-url)?|unknown-252|option-252|local-proxy-config|local-pac-server|auto-proxy-config|proxy-auto-discovery)$/i;

/** ISC dhclient's file (dhclient.leases(5)): the last lease that has not ended. */
export function fromDhclient(text: string, nowMs: number): LeaseAnswer | undefined {
  const leases = text.split(/^lease \{/m).slice(1);
  for (const lease of leases.toReversed()) {
    const options = [...lease.matchAll(/^[ \t]*option ([\w.-]{1,60}) ([^\n]{0,2000});$/gm)].map(
      ([, name = '', value = '']) => [name, value] as const,
    );
    const value = options.find(([name]) => DHCLIENT_NAME.test(name))?.[1];
    const url =
      value === undefined
        ? undefined
        : webUrl(value.startsWith('"') ? value.slice(1, -1).replace(/\\[0-7]{3}/g, '') : hexText(value.replace(/:/g, '')));
    if (url === undefined || hasEnded(lease, nowMs)) continue;
    const server = options.find(([name]) => name === 'dhcp-server-identifier')?.[1];
    return { url, ...(server === undefined ? {} : { server }) };
  }
  return undefined;
}

/** systemd-networkd's file (`/run/systemd/netif/leases/N`) and that of NetworkManager's own client: `OPTION_252=` in hexadecimal, `SERVER_ADDRESS=`. */
export function fromNetworkd(text: string): LeaseAnswer | undefined {
  const value = /^OPTION_252=([0-9a-f]{2,2000})$/im.exec(text)?.[1];
  const url = value === undefined ? undefined : webUrl(hexText(value));
  if (url === undefined) return undefined;
  const server = /^SERVER_ADDRESS=([\d.]{7,15})$/m.exec(text)?.[1];
  return { url, ...(server === undefined ? {} : { server }) };
}

/** `expire 5 2026/11/27 12:00:00;` in UTC, or `never`. */
function hasEnded(lease: string, nowMs: number): boolean {
  const [, year, month, day, time] = /^[ \t]*expire \d (\d{4})\/(\d\d)\/(\d\d) (\d\d:\d\d:\d\d);/m.exec(lease) ?? [];
  return year !== undefined && Date.parse(`${year}-${month}-${day}T${time}Z`) < nowMs;
}

function hexText(hex: string): string {
  return Buffer.from(hex.replace(/[^0-9a-f]/gi, ''), 'hex').toString('latin1');
}

/** Servers end the text with a zero or a line break for old clients; anything else than an address of the web is not taken. */
export function webUrl(text: string): string | undefined {
  const trimmed = text.replace(/(?<![\0\s])[\0\s]+$/, '').trim();
  if (!/^https?:\/\//i.test(trimmed) || trimmed.length > 500 || !URL.canParse(trimmed)) return undefined;
  const url = new URL(trimmed);
  return url.username === '' && url.password === '' ? url.href : undefined;
}
