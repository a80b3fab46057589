import type writeExcelFile from 'write-excel-file/universal';
import { xml } from '../../../text/escape.ts';

/** A sheet with one row of titles above its rows. */
export interface PrintedSheet {
  readonly name: string;
  readonly columns: number;
  /** The titles included. */
  readonly rows: number;
}

type PrintFeature = NonNullable<NonNullable<Parameters<typeof writeExcelFile>[1]>['features']>[number];

/**
 * How sheets are filtered and printed (ECMA-376 part 1, sections 18.3.1.2, 18.3.1.63 and 18.2.5): a filter in each title, one page wide and as many long as it takes,
 * titles repeated on each page. Undefined: a sheet that only fits the width. Elements are put where the order of the schema wants them.
 */
export function printable(sheets: readonly (PrintedSheet | undefined)[]): PrintFeature {
  return {
    files: {
      transform: {
        'xl/worksheets/sheet{id}.xml': { transform: (content, _options, { sheetIndex }) => fitted(content, sheets[sheetIndex]) },
        'xl/workbook.xml': { transform: (content) => content.replace(/<definedNames\s*\/>/, namesOf(sheets)) },
      },
    },
  };
}

function fitted(content: string, sheet: PrintedSheet | undefined): string {
  const filter = sheet === undefined ? '' : `<autoFilter ref="A1:${columnName(sheet.columns)}${sheet.rows}"/>`;
  return content
    .replace(/(<worksheet\b[^<>]{0,1000}>)/, '$1<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>')
    .replace('</sheetData>', `</sheetData>${filter}`)
    .replace(/<pageSetup /, '<pageSetup fitToWidth="1" fitToHeight="0" ');
}

function namesOf(sheets: readonly (PrintedSheet | undefined)[]): string {
  const names = sheets.flatMap((sheet, index) =>
    sheet === undefined
      ? []
      : [
          `<definedName name="_xlnm.Print_Titles" localSheetId="${index}">${xml(`'${sheet.name.replaceAll("'", "''")}'!$1:$1`)}</definedName>`,
        ],
  );
  return names.length === 0 ? '' : `<definedNames>${names.join('')}</definedNames>`;
}

/** 1 → A, 27 → AA. */
function columnName(column: number): string {
  const rest = Math.floor((column - 1) / 26);
  return `${rest === 0 ? '' : columnName(rest)}${String.fromCharCode(65 + ((column - 1) % 26))}`;
}
