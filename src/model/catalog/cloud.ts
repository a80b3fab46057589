/** Microsoft's clouds; apart from the catalog's schema, so that naming them costs no schema library. */
export const CLOUDS = ['public', 'usgov', 'china'] as const;
/** The national cloud that the tenant is in. */
export type Cloud = (typeof CLOUDS)[number];
