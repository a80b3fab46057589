export async function systemRoots(): Promise<readonly string[] | null> {
  return null;
}
export function chainTrustedBy(_c: readonly Buffer[], _r: readonly string[], _a: Date): boolean {
  return false;
}
