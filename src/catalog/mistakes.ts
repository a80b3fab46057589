import { z } from 'zod';
import { BLOCKED, catalogSchema } from '../model/catalog/catalog.ts';
import { UsageError } from '../model/usage-error.ts';
import { MAX_MISFITS, misfits } from '../yaml/fit.ts';
import type { YamlDocument } from '../yaml/parsed.ts';
import { type Checked, type Complaint, changeComplaints, complaintsOf, type Head, schemaHint } from './entry-mistakes.ts';

/** Entries behind these are not looked at: no catalog has more. */
const MAX_ENTRIES = 5000;

type Parsed = z.ZodSafeParseResult<z.output<typeof catalogSchema>>;

/** All mistakes of a catalog file as one error, in the order of its lines; undefined: there is none. */
export function mistakesOf(document: YamlDocument, file: string, parsed: Parsed): UsageError | undefined {
  const misfit = parsed.success ? [] : misfits(document, file, catalogSchema, parsed.error.issues, schemaHint);
  const told = new Set(misfit.map(({ field }) => field));
  const found = [...misfit, ...complaints(document, file, parsed.data ?? headOf(document.value), told)];
  if (found.length === 0) return undefined;
  const [first = new UsageError('it is not a catalog', { file }), ...others] = inOrder(found).slice(0, MAX_MISFITS);
  return new UsageError(first.message, { ...first, others: [...others, ...rest(document.value, file, found.length)] });
}

/** By lines; what is missing comes behind a key that is unknown there, which is most likely the one that is missed, misspelt; and what the whole file lacks comes last. */
function inOrder(errors: readonly UsageError[]): readonly UsageError[] {
  const isMissing = ({ message }: UsageError): boolean => message === 'is missing';
  const isOfFile = (error: UsageError): boolean => isMissing(error) && error.field?.includes('.') === false;
  return errors.toSorted(
    (a, b) => Number(isOfFile(a)) - Number(isOfFile(b)) || (a.line ?? 0) - (b.line ?? 0) || Number(isMissing(a)) - Number(isMissing(b)),
  );
}

/** What was not told, and what was not looked at. */
function rest(value: unknown, file: string, count: number): readonly UsageError[] {
  const entries = entriesOf(value).length;
  return [
    ...(count < MAX_MISFITS ? [] : [new UsageError(`only the first ${MAX_MISFITS} mistakes are listed`, { file })]),
    ...(entries <= MAX_ENTRIES ? [] : [new UsageError(`only the first ${MAX_ENTRIES} of ${entries} entries were looked at`, { file })]),
  ];
}

/** What is wrong with entries and changes beyond the schema; `told` are the fields that have an error already. */
function complaints(document: YamlDocument, file: string, head: Head, told: ReadonlySet<string | undefined>): readonly UsageError[] {
  const ids = new Set<string>();
  const found: UsageError[] = [];
  const tell = (list: string, index: number, about: readonly Complaint[]): void => {
    for (const [field, message, hint] of about) {
      const path = [list, index, ...field.split('.')];
      const at = path.join('.');
      if (!told.has(at)) found.push(new UsageError(message, { file, line: document.lineOf(path), field: at, hint }));
    }
  };
  for (const [index, raw] of entriesOf(document.value).slice(0, MAX_ENTRIES).entries()) {
    const entry = readableParts(raw);
    tell('endpoints', index, complaintsOf(entry, ids, head));
    ids.add(entry.id);
    if (found.length >= MAX_MISFITS) return found;
  }
  for (const [index, change] of changesOf(document.value).entries()) tell('changes', index, changeComplaints(change, ids, head));
  return found;
}

const aRecord = z.record(z.string(), z.unknown());
const aText = z.string();
const aList = z.array(z.string());

/** The parts of an entry that are looked at beyond the schema, also where other parts of it do not fit. */
function readableParts(raw: unknown): Checked {
  const { id, host, probe, source, networks, expect } = aRecord.safeParse(raw).data ?? {};
  return {
    id: aText.safeParse(id).data ?? '',
    host: aText.safeParse(host).data ?? 'host.example',
    probe: aList.safeParse(probe).data ?? [],
    source: aText.safeParse(source).data ?? '',
    networks: aText.safeParse(networks).data,
    isBlocked: expect === BLOCKED,
  };
}

function entriesOf(value: unknown): readonly unknown[] {
  const { endpoints } = aRecord.safeParse(value).data ?? {};
  return Array.isArray(endpoints) ? endpoints : [];
}

/** The rows of `changes` that fit; where one does not, the schema said so. */
function changesOf(value: unknown): z.output<typeof catalogSchema>['changes'] {
  const { changes } = aRecord.safeParse(value).data ?? {};
  return catalogSchema.shape.changes.safeParse(changes).data ?? [];
}

/** The parts of a file that entries refer to, as far as they can be read. */
function headOf(value: unknown): Head {
  const { sources, networks } = aRecord.safeParse(value).data ?? {};
  const { shape } = catalogSchema;
  return { sources: shape.sources.safeParse(sources).data ?? {}, networks: shape.networks.safeParse(networks).data ?? {} };
}
