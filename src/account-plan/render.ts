import { wrap } from '../text/layout.ts';
import type { Constellation } from './constellation.ts';
import { PARTS, type PlanStep } from './step.ts';
import { stepsOf } from './steps.ts';

export const PLAN_FORMATS = ['text', 'powershell'] as const;
/** What a plan of accounts can be written as: sentences, or commands of Windows PowerShell. */
export type PlanFormat = (typeof PLAN_FORMATS)[number];

/** Columns of a page that is mailed or printed. */
const WIDTH = 100;
const INDENT = '   ';
const TEAMS: Readonly<Record<PlanStep['team'], string>> = {
  directory: 'Active Directory',
  server: 'server',
  configmgr: 'Configuration Manager',
  dns: 'DNS',
  firewall: 'firewall',
  proxy: 'proxy',
};

/** What has to be created and granted, for people or as a script to review. The same constellation gives the same text. */
export function renderPlan(constellation: Constellation, format: PlanFormat): string {
  const steps = stepsOf(constellation);
  return format === 'text' ? asText(constellation, steps) : asPowerShell(constellation, steps);
}

function about({ siteServers, siteSystem, trust, installationAccount, proxy }: Constellation): readonly string[] {
  const by = proxy === undefined ? 'without a log-on' : proxy.kind === 'computer' ? 'by the computer account' : `as ${proxy.account}`;
  return [
    `Accounts and rights for the service connection point on ${siteSystem}`,
    `Site server ${siteServers.join(', ')}; ${trust}; installed ${installationAccount === undefined ? 'by the computer account' : `as ${installationAccount}`}; proxy ${by}.`,
  ];
}

function asText(constellation: Constellation, steps: readonly PlanStep[]): string {
  const [title = '', ...rest] = about(constellation);
  const lines = steps.flatMap(({ title: step, team, what, source }, index) => [
    '',
    ...wrap(`${index + 1}. ${step} (${TEAMS[team]})`, WIDTH, '   '),
    ...what.flatMap((line) => wrap(`- ${line}`, WIDTH - INDENT.length, '  ').map((one) => INDENT + one)),
    `${INDENT}${source === undefined ? 'Good practice' : `Source: ${source}`}`,
  ]);
  const after = 'Afterwards "configmgr-preflight" with the same servers and accounts checks what can be seen from where it runs.';
  return `${[title, ...rest.flatMap((line) => wrap(line, WIDTH)), ...lines, '', ...wrap(after, WIDTH)].join('\n')}\n`;
}

function asPowerShell(constellation: Constellation, steps: readonly PlanStep[]): string {
  const parts = PARTS.flatMap((part) => {
    const own = steps.filter(({ commands }) => commands?.part === part);
    return own.length === 0 ? [] : [`  '${part}' {`, ...own.flatMap((step) => commented(step)), '  }'];
  });
  const byHand = steps
    .filter(({ commands }) => commands === undefined)
    .flatMap(({ title, team }) => comment(`- ${title} (${TEAMS[team]})`, ''));
  return `${[
    ...about(constellation).flatMap((line) => comment(line, '')),
    '#',
    '# For review before anybody runs it: first with -WhatIf. Each part is run where it belongs: Dns on a DNS server, Domain on a machine with the module',
    '# ActiveDirectory, SiteSystem and SiteServer as an administrator there. Passwords are asked for and are nowhere in this file.',
    ...(byHand.length === 0 ? [] : ['#', '# By hand, as no cmdlet does it:', ...byHand]),
    '#Requires -Version 5.1',
    '[CmdletBinding(SupportsShouldProcess = $true)]',
    `param([Parameter(Mandatory = $true)][ValidateSet(${PARTS.map((part) => `'${part}'`).join(', ')})][string]$Part)`,
    "$ErrorActionPreference = 'Stop'",
    'switch ($Part) {',
    ...parts,
    '}',
  ].join('\n')}\n`;
}

function commented({ title, what, source, commands }: PlanStep): readonly string[] {
  return [
    ...comment(title, '    '),
    ...what.flatMap((line) => comment(line, '    ')),
    ...(source === undefined ? [] : [`    # ${source}`]),
    ...(commands?.lines ?? []).map((line) => `    ${line}`),
    '',
  ];
}

/** A name cannot end a comment: it holds no line break. */
function comment(text: string, indent: string): readonly string[] {
  return wrap(text, WIDTH).map((line) => `${indent}# ${line}`);
}
