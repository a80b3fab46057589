import type { Finding } from '../model/finding.ts';
import { quotedFor } from '../text/command-quotes.ts';

/** The finding with a command line that works in the shells of that platform. */
export function withCommandFor(platform: string, finding: Finding): Finding {
  if (finding.reproduce === null) return finding;
  const command = quotedFor(platform, finding.reproduce);
  return command === finding.reproduce ? finding : { ...finding, reproduce: command };
}
