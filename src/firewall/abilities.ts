import type { HostForm } from '../model/catalog/requirement.ts';
import type { Dialect, Wording } from './dialect.ts';

/** What a dialect can say, in the words of the device itself; made by asking the dialect, so it cannot lag behind. */
export interface Abilities {
  readonly name: string;
  readonly title: string;
  readonly decidedBy: string;
  readonly reference: string;
  readonly ports: Dialect['ports'];
  /** How each form is written for an example host, and at what cost. */
  readonly forms: Readonly<Record<HostForm['form'], Ability>>;
  readonly inspectionTwin: boolean;
}

/** How precisely one form of host pattern can be written, and what that looks like. */
export interface Ability {
  /** `exact`: as asked. `safer`: less than the letter of the pattern, on purpose. */
  readonly precision: 'exact' | 'safer' | 'widened' | 'narrowed' | 'dropped';
  readonly example: readonly string[];
}

const EXAMPLES: Readonly<Record<HostForm['form'], { readonly text: string; readonly hosts: readonly string[] }>> = {
  exact: { text: 'host.example.com', hosts: [] },
  suffix: { text: 'example.com', hosts: ['known.example.com'] },
  'inside-label': { text: '-x.example.com', hosts: ['known-x.example.com'] },
  'dotless-suffix': { text: 'example.com', hosts: ['known.example.com'] },
};

/** How exactly a dialect says each form of host pattern, found by asking it. */
export function abilitiesOf(name: string, dialect: Dialect): Abilities {
  const ability = (form: HostForm['form']): Ability => {
    const wording = dialect.words[form](EXAMPLES[form]);
    return { precision: precisionOf(wording), example: wording.hosts };
  };
  const { title, decidedBy, reference, ports, inspection } = dialect;
  const forms = {
    exact: ability('exact'),
    suffix: ability('suffix'),
    'inside-label': ability('inside-label'),
    'dotless-suffix': ability('dotless-suffix'),
  };
  return { name, title, decidedBy, reference, ports, forms, inspectionTwin: typeof inspection !== 'string' };
}

/** The worst cost decides. */
function precisionOf({ hosts, costs }: Wording): Ability['precision'] {
  if (hosts.length === 0) return 'dropped';
  if (costs.some((cost) => cost.incomplete)) return 'narrowed';
  if (costs.some((cost) => cost.kind === 'widened')) return 'widened';
  return costs.length > 0 ? 'safer' : 'exact';
}

const HEADINGS = [
  'dialect',
  'exact host',
  '`*.example.com`',
  '`*-x.example.com`',
  '`*example.com`',
  'ports',
  'do-not-decrypt twin',
  'decided by',
];

/** A Markdown table for people who choose a dialect. */
export function abilitiesMarkdown(all: readonly Abilities[]): string {
  const cell = ({ precision, example }: Ability) =>
    precision === 'dropped'
      ? 'no'
      : `${example.map((text) => `\`${text.replaceAll('|', '\\|')}\``).join(' ')}${precision === 'exact' ? '' : `, ${precision}`}`;
  const rows = all.map(({ name, forms, ports, inspectionTwin, decidedBy }) => [
    `\`${name}\``,
    cell(forms.exact),
    cell(forms.suffix),
    cell(forms['inside-label']),
    cell(forms['dotless-suffix']),
    ports === 'exact' ? 'yes' : 'elsewhere',
    inspectionTwin ? 'yes' : 'no',
    decidedBy,
  ]);
  return [HEADINGS, HEADINGS.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}
