/** The range that Windows gives out as services start (since Windows Server 2008), and what older or restricted ones lie above. */
export const DYNAMIC_RANGE_START = 49_152;
const FIRST_DYNAMIC = 1025;

/** A service may also have a port of its own below the range, which no rule for dynamic ports opens: it is tried only where there is no other. */
export function dynamicOf(ports: readonly number[]): number | undefined {
  return ports.find((port) => port >= DYNAMIC_RANGE_START) ?? ports.find((port) => port >= FIRST_DYNAMIC);
}
