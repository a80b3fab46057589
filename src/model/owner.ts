import type { Owner } from './finding.ts';

/** Who can fix something, in the words that each place needs. */
export interface OwnerWords {
  /** Whose device it is, in front of a change: `Firewall: allow ...`. */
  readonly device: string;
  /** Who is asked, as a heading. */
  readonly heading: string;
  /** As a noun that a sentence can hold. */
  readonly team: string;
  /** Spelt out, for the explanation of a cause. */
  readonly who: string;
}

export const OWNER_WORDS: Readonly<Record<Owner, OwnerWords>> = {
  firewall: { device: 'Firewall', heading: 'Firewall', team: 'Firewall team', who: 'whoever runs the firewall' },
  proxy: { device: 'Proxy', heading: 'Web proxy', team: 'Proxy team', who: 'whoever runs the web proxy' },
  dns: { device: 'DNS', heading: 'Name resolution (DNS)', team: 'DNS team', who: 'whoever runs DNS' },
  security: {
    device: 'TLS inspection',
    heading: 'TLS inspection',
    team: 'TLS inspection (security) team',
    who: 'whoever runs TLS inspection',
  },
  directory: {
    device: 'Active Directory',
    heading: 'Active Directory',
    team: 'Active Directory team',
    who: 'whoever runs Active Directory',
  },
  configmgr: {
    device: 'Configuration Manager',
    heading: 'Configuration Manager',
    team: 'Configuration Manager team',
    who: 'the Configuration Manager administrators',
  },
  host: { device: 'This server', heading: 'Server administrators', team: 'Server administrators', who: 'whoever runs this server' },
  // Of any catalog: Microsoft only where it runs the service.
  service: {
    device: "Service's operator",
    heading: "The service's operator",
    team: "The service's operator",
    who: 'whoever runs the service: Microsoft for its own hosts',
  },
};

/** In place of an owner. */
export const NO_OWNER = 'No owner yet';
