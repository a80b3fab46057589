import { type Constellation, domainOf, TRUSTS, userOf } from '../../account-plan/constellation.ts';
import { PLAN_FORMATS, renderPlan } from '../../account-plan/render.ts';
import { UsageError } from '../../model/usage-error.ts';
import { parseArguments } from '../arguments/arguments.ts';
import { OUTPUT_FLAG } from '../arguments/command-shape.ts';
import { oneOf } from '../arguments/one-of.ts';
import type { CommandRun } from '../streams/io.ts';
import { printTo } from '../streams/output.ts';

/** What it takes. */
export const SHAPE = {
  name: 'configmgr-preflight accounts',
  usage: 'plan --site-server HOST --scp HOST [options]',
  description: 'Prints what has to be created and granted before the role is installed. Touches no network.',
  groups: [],
  takes: ['siteServer', 'scp', 'installationAccount', 'proxyAccount'],
  own: [
    ['--trust <kind>', `site system to site server: ${TRUSTS.join(', ')}`],
    ['--proxy-log-on <kind>', 'none, computer, account (default: account with --proxy-account, else none)'],
    ['--format <format>', `${PLAN_FORMATS.join(', ')} (default text)`],
    OUTPUT_FLAG,
  ],
  examples: [
    'configmgr-preflight accounts plan --site-server cm.corp.test --scp s.corp.test',
    'configmgr-preflight accounts plan ... --format powershell -o plan.ps1',
    'configmgr-preflight accounts plan ... --installation-account "corp.test\\svc"',
  ],
} as const satisfies Parameters<typeof parseArguments>[0];

/** `accounts plan`: what has to be created and granted for a constellation, as text or as a PowerShell script to review. */
export const run: CommandRun = async (argv, io) => {
  const { positional, flags } = await parseArguments(SHAPE, argv, io);
  const [verb, ...rest] = positional;
  if (verb !== 'plan' || rest.length > 0)
    throw new UsageError(
      verb === undefined ? 'say what of the accounts' : `unexpected argument "${(verb === 'plan' ? (rest[0] ?? '') : verb).slice(0, 80)}"`,
      {
        hint: 'accounts takes: plan',
      },
    );
  const format = oneOf(flags.format ?? 'text', PLAN_FORMATS, '--format');
  await printTo(typeof flags.output === 'string' ? flags.output : undefined, renderPlan(constellationOf(flags), format), io);
  return 0;
};

/** Throws `UsageError` where a part is missing or no such constellation works. */
function constellationOf(flags: Readonly<Record<string, unknown>>): Constellation {
  const siteServers = Array.isArray(flags.siteServer) ? flags.siteServer.map((host) => fullName(host, '--site-server')) : [];
  if (siteServers.length === 0)
    throw new UsageError('this option is needed', { field: '--site-server', hint: 'the full DNS name of the site server' });
  const siteSystem = fullName(flags.scp, '--scp');
  const trust = trustOf(flags.trust, siteServers, siteSystem);
  const installationAccount = account(flags.installationAccount, '--installation-account');
  if (trust === 'same-domain' && siteServers.some((host) => domainOf(host).toLowerCase() !== domainOf(siteSystem).toLowerCase()))
    throw new UsageError('site server and site system are in two domains', {
      field: '--trust',
      hint: `say how they stand to each other: ${TRUSTS.filter((kind) => kind !== 'same-domain').join(', ')}`,
    });
  if (trust === 'untrusted-forest' && installationAccount === undefined)
    throw new UsageError('no computer account counts in an untrusted forest', {
      field: '--installation-account',
      hint: `name an account of the site system's domain: ${domainOf(siteSystem)}\\svc-install`,
    });
  if (trust === 'untrusted-forest' && installationAccount !== undefined) refuseOfAnother(installationAccount, siteSystem);
  const proxy = proxyOf(flags);
  return {
    siteServers,
    siteSystem,
    trust,
    ...(installationAccount === undefined ? {} : { installationAccount }),
    ...(proxy === undefined ? {} : { proxy }),
  };
}

/** A NetBIOS name does not say which domain it is. */
function refuseOfAnother(installationAccount: string, siteSystem: string): void {
  const [{ domain }, there] = [userOf(installationAccount, domainOf(siteSystem)), domainOf(siteSystem)];
  if (!domain.includes('.') || domain.toLowerCase() === there.toLowerCase()) return;
  throw new UsageError(`${there} knows no account of ${domain} without a trust`, {
    field: '--installation-account',
    hint: `name an account of the site system's domain: ${there}\\svc-install`,
  });
}

function trustOf(given: unknown, siteServers: readonly string[], siteSystem: string): Constellation['trust'] {
  if (given !== undefined) return oneOf(given, TRUSTS, '--trust', 'kind');
  const there = domainOf(siteSystem).toLowerCase();
  if (siteServers.every((host) => domainOf(host).toLowerCase() === there)) return 'same-domain';
  throw new UsageError('site server and site system are in two domains', {
    field: '--trust',
    hint: `say how they stand to each other: ${TRUSTS.join(', ')}`,
  });
}

function proxyOf({ proxyLogOn, proxyAccount }: Readonly<Record<string, unknown>>): Constellation['proxy'] | undefined {
  const named = account(proxyAccount, '--proxy-account');
  const kind = oneOf(proxyLogOn ?? (named === undefined ? 'none' : 'account'), ['none', 'computer', 'account'], '--proxy-log-on', 'kind');
  if (kind === 'account' && named === undefined) throw new UsageError('this option is needed', { field: '--proxy-account' });
  if (kind !== 'account' && named !== undefined)
    throw new UsageError(`--proxy-log-on ${kind} needs no account`, { field: '--proxy-account' });
  if (kind === 'none') return undefined;
  return named === undefined ? { kind: 'computer' } : { kind: 'account', account: named };
}

function fullName(value: unknown, field: string): string {
  const host = typeof value === 'string' ? value.replace(/\.$/, '') : '';
  if (/^(?!-)[A-Za-z0-9_-]{1,63}(?:\.[A-Za-z0-9_-]{1,63})+$/.test(host) && host.length < 254) return host;
  throw new UsageError(host === '' ? 'this option is needed' : `"${host.slice(0, 80)}" is not a full DNS name`, {
    field,
    hint: 'cm01.corp.example',
  });
}

/** A name that Windows takes for an account; what it does not could break out of a line. */
function account(value: unknown, field: string): string | undefined {
  if (value === undefined) return undefined;
  const text = String(value).trim();
  const isName = /^[^"/[\]:;|=,+*?<>\p{Cc}\p{Zl}\p{Zp}]{1,320}$/u.test(text) && text.split('\\').length <= 2 && !/^\\|\\$/.test(text);
  if (isName) return text;
  throw new UsageError(`"${text.replace(/[^\x20-\x7e]/g, '?').slice(0, 80)}" is not the name of an account`, {
    field,
    hint: 'corp.example\\svc, svc@corp.example',
  });
}
