import type { Selection } from '../../../src/catalog/selection.ts';

const READ_FOR = { onDate: '2026-11-27', siteVersion: '2603' } as const;

/** What the role asks for online in the public cloud. */
export const PUBLIC: Selection = {
  ...{ features: [], cloud: 'public', mode: 'online', connectors: ['scp'], params: {}, only: [], includeRetired: false },
  readFor: READ_FOR,
};

/** All entries of a catalog: every cloud, whoever connects, retired ones too. */
export const EVERYTHING: Selection = { ...PUBLIC, cloud: 'all', connectors: ['all'], includeRetired: true };
