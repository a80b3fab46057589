/** What a catalog needs by address alone: UDP, and TCP of services without host names. Nothing tests it; a firewall needs it all the same. */
export interface AddressRule {
  /** Of objects on the device; `preflight-udp-NAME`. */
  readonly name: string;
  readonly protocol: 'udp' | 'tcp';
  /** `3478`, `3478-3481`. */
  readonly ports: readonly string[];
  readonly ipv4: readonly string[];
  readonly ipv6: readonly string[];
  readonly required: boolean;
  /** One line of plain ASCII: of which list and day the ranges are. */
  readonly why: string;
}

/** How a device writes rules by address, and takes them back. `families`: what it takes. */
export interface AddressWriter {
  readonly families: 'IPv4' | 'all';
  render(rules: readonly AddressRule[], sources: readonly string[]): string;
  /** Empty: the removal of the other rules takes these back, too. */
  undo(rules: readonly AddressRule[]): string;
}
