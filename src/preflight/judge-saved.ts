import { checks } from '../checks/index.ts';
import type { SavedRun } from '../facts/saved-run.ts';
import { packageVersion } from '../files/package-root.ts';
import { loadRecognisers } from '../fingerprints/load.ts';
import type { Finding } from '../model/finding.ts';
import type { Report } from '../model/report.ts';
import { buildReport } from '../report/build.ts';
import { privateRootNotes } from '../report/private-roots.ts';
import { applyWaivers } from '../report/waive.ts';
import { quotedFor } from '../text/command-quotes.ts';

/** Saved facts → the report that this version makes of them, with its own judges and fingerprints; nothing is probed. Rejects with `UsageError` where an answer does not fit its check. */
export async function judgeSaved(saved: SavedRun): Promise<Report> {
  const { scope, run, waivers } = saved;
  const judged = checks(await loadRecognisers())
    .filter(({ kind }) => saved.checks.includes(kind))
    .flatMap((check) =>
      check.judgeSaved(
        saved.answers.filter((answer) => answer.check === check.kind),
        scope,
      ),
    );
  const commands = judged.map((finding) => withCommand(finding, run.vantage.platform));
  const { findings, notes } = applyWaivers(commands, waivers, scope.startedAt);
  const own = `Judged again by version ${packageVersion()} from saved facts; they were probed by version ${saved.tool.version}.`;
  return buildReport({
    tool: { name: 'configmgr-preflight', version: packageVersion() },
    run: { ...run, notes: [...new Set([...run.notes, ...privateRootNotes(findings), ...notes, own])] },
    catalogs: saved.catalogs,
    routes: scope.routes,
    findings,
  });
}

/** The command line is for the machine that probed. */
function withCommand(finding: Finding, platform: string): Finding {
  return finding.reproduce === null
    ? finding
    : { ...finding, reproduce: quotedFor(platform === 'win32' ? 'win32' : 'linux', finding.reproduce) };
}
