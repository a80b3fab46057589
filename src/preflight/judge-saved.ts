import { checks } from '../checks/index.ts';
import type { SavedRun } from '../facts/saved-run.ts';
import { packageVersion } from '../files/package-root.ts';
import { loadRecognisers } from '../fingerprints/load.ts';
import type { Finding } from '../model/finding.ts';
import type { Report } from '../model/report.ts';
import { allRoutes } from '../model/scope.ts';
import { buildReport } from '../report/build.ts';
import { endingCertificateNotes } from '../report/ending-certificates.ts';
import { privateRootNotes } from '../report/private-roots.ts';
import { applyWaivers } from '../report/waive.ts';
import { withCommandFor } from './command-line.ts';

/** Saved facts → the report that this version makes of them, with its own judges and fingerprints; nothing is probed. Rejects with `UsageError` where an answer does not fit its check. */
export async function judgeSaved(saved: SavedRun): Promise<Report> {
  const { scope, run, waivers } = saved;
  const judged: Finding[] = [];
  for (const check of checks(await loadRecognisers())) {
    if (!saved.checks.includes(check.kind)) continue;
    const answers = saved.answers.filter((answer) => answer.check === check.kind);
    for (const finding of await check.judgeSaved(answers, scope)) judged.push(finding);
  }
  // The command line is for the machine that probed.
  const commands = judged.map((finding) => withCommandFor(run.vantage.platform, finding));
  const { findings, notes } = applyWaivers(commands, waivers, scope.startedAt);
  const own = `Judged again by version ${packageVersion()} from saved facts; they were probed by version ${saved.tool.version}.`;
  return buildReport({
    tool: { name: 'configmgr-preflight', version: packageVersion() },
    run: {
      ...run,
      notes: [
        ...new Set([...run.notes, ...privateRootNotes(findings), ...endingCertificateNotes(findings, scope.startedAt), ...notes, own]),
      ],
    },
    catalogs: saved.catalogs,
    routes: allRoutes(scope),
    findings,
  });
}
