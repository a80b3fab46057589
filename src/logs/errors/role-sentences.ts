import type { NetworkError } from './network-errors.ts';

/** A sentence in which the role itself says that something failed. */
export interface RoleSentence extends NetworkError {
  readonly pattern: RegExp;
  /** Neither the addresses of the entry nor the request before it are where it failed: it is about another program, or about a file. */
  readonly isOfOtherProgram?: boolean;
}

const GIVES_NO_REASON = 'the role says that it failed; a reason that this program knows is not in this entry';
const UNKNOWN = { cause: null, confidence: 'possible', rank: 1, isRoleSentence: true } as const;
const INTERNET = '(?:https?:|internet|cloud|azure|tenant|microsoft\\.com|\\bproxy\\b|gateway)';

/** Sentences of the role's threads, its workers, setup's downloader and the service connection tool. What follows `exception:` or `error =` is the reason that they give. */
export const ROLE_SENTENCES: readonly RoleSentence[] = [
  {
    ...UNKNOWN,
    code: 'redist',
    rank: 2,
    pattern: /fail(?:ed|ure)? to download redist\b[^\n]{0,400}/i,
    isOfOtherProgram: true,
    words:
      "the redistributables of an update were not downloaded. Setup's own downloader does this, which has its own proxy setting, and writes its reasons into ConfigMgrSetup.log on the system drive",
    remedy: 'Read ConfigMgrSetup.log of that server as well: `configmgr-preflight logs Dmpdownloader.log C:\\ConfigMgrSetup.log`.',
  },
  {
    ...UNKNOWN,
    code: 'signature',
    rank: 2,
    status: 'fail',
    isOfOtherProgram: true,
    pattern:
      /fail(?:ed)? to verify[^\n]{1,300}\bsignature\b|signature (?:check|verification)s? (?:has )?failed[^\n]{0,300}|(?:is not|isn't) (?:signed|trusted)\b(?! by default)[^\n]{0,100}|hash (?:value )?(?:mismatch|check (?:has )?failed for)[^\n]{0,200}|(?:failed|unable) to verify (?:the )?hash[^\n]{0,200}|hash (?:values? )?(?:does|do) not match[^\n]{0,200}/i,
    words:
      'what was downloaded is not what Microsoft signed, or its signature could not be checked: a block page or a cut file was saved in its place, or the revocation of its publisher cannot be asked for by that account',
    remedy:
      'look at the file (its size, and whether it is a page of HTML), delete it, and let this server reach the CRL and OCSP addresses of Microsoft on TCP 80 with the account of the service. `configmgr-preflight check` on that server asks for the same addresses.',
  },
  {
    ...UNKNOWN,
    code: 'download-failed-state',
    pattern: /\bState="327679"/,
    words: 'an update is in the state DOWNLOAD_FAILED (327679)',
  },
  {
    ...UNKNOWN,
    code: 'failed',
    pattern:
      /(?:fail(?:ed|ure)? (?:to (?:download|call|upload|sync|synchronize|onboard|get manifest)\b|with exception:)|(?:download|upload)\w{0,20} (?:manifest\w{0,20} |content |payload )?exception:|:DownloadManifest\w{0,20} exception:)[^\n]{0,400}/i,
    words: GIVES_NO_REASON,
  },
  {
    ...UNKNOWN,
    code: 'failed',
    pattern: /\bsync(?:hroni[sz]ation)? failed\b[^\n]{0,400}|\bremote configuration failed on WSUS\b[^\n]{0,200}/i,
    words: GIVES_NO_REASON,
  },
  {
    ...UNKNOWN,
    code: 'failed',
    pattern: /\bUnexpected exception for worker\b[^\n]{0,200}/i,
    words: GIVES_NO_REASON,
  },
  {
    ...UNKNOWN,
    code: 'failed',
    pattern: new RegExp(
      `(?:fail(?:ed|ure)? to|unable to|could not|cannot) (?:connect|contact|reach|communicate|register|retrieve|acquire|send|post|authenticate)\\b[^\\n]{0,200}${INTERNET}[^\\n]{0,200}`,
      'i',
    ),
    words: GIVES_NO_REASON,
  },
];

/** What the role is at, so far as an entry says: failures and answers of other work do not belong together. */
export function operationOf(text: string): string | undefined {
  const [, called] = /failed to call (\w{1,60})/i.exec(text) ?? [];
  const said = called ?? text;
  return OPERATIONS.find(([, pattern]) => pattern.test(said))?.[0] ?? called?.toLowerCase();
}

const OPERATIONS: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['redist', /\bredist/i],
  ['admin-ui', /admin ?ui ?content/i],
  ['manifest', /easy ?setup payload|manifest\.?cab\b|easysetup fwlink|downloadmanifest/i],
  ['flighting', /\bflighting\b/i],
  ['payload', /EasySetupDownloadSinglePackage|payload [0-9a-f]{8}-|large file with bits/i],
];

/** A sentence with which a piece of work begins; hosts of the work before it are no longer asked. */
export const BEGINS_WORK =
  /^(?:Download (?:manifest|redist|easy|content|large|admin)|Check if there is redist|Checking for (?:preview|update)|EasySetupDownloadSinglePackage downloading|Get new Easy|Connect: start|AdminUIContentDownload)/i;

/** Does a piece of work begin with this text? */
export function beginsWork(text: string): boolean {
  return BEGINS_WORK.test(text);
}
