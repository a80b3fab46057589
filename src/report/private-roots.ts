import type { Finding } from '../model/finding.ts';

/** One note a root outside of the public ones that endpoints ended in and that counted as genuine: a reader must not take staging for the internet. */
export function privateRootNotes(findings: readonly Finding[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const { kind, evidence } of findings) {
    const root = kind === 'endpoint' ? rootOf(evidence.privateRoot) : undefined;
    if (root !== undefined) counts.set(root, (counts.get(root) ?? 0) + 1);
  }
  return [...counts].map(
    ([root, count]) =>
      `${count} ${count === 1 ? 'endpoint shows a certificate' : 'endpoints show certificates'} below a root that is not public and counts as genuine because of --endpoint-ca-file: ${root}.`,
  );
}

function rootOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { subject, sha256 } = value as { readonly subject?: unknown; readonly sha256?: unknown };
  return typeof subject === 'string' && typeof sha256 === 'string' ? `${subject} (SHA-256 ${sha256})` : undefined;
}
