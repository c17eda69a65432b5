import type { CellId, MatrixEnvironmentView, MatrixRowView, MatrixView } from '../../src/protocol';

/** What the person has set on the page; kept over reloads. */
export interface MatrixUi { readonly filter: string; readonly differencesOnly: boolean; readonly selected?: CellId }
export const initialUi: MatrixUi = { filter: '', differencesOnly: true };

/** Rows that the filter leaves. "Differences only" keeps what a rule objects to as well: alike everywhere may be wrong everywhere. */
export function shownRows(matrix: MatrixView, { filter, differencesOnly }: MatrixUi): readonly MatrixRowView[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  return matrix.rows.filter((row) => (!differencesOnly || row.differs || row.cells.some(({ verdict }) => verdict && verdict.kind !== 'explained')) && words.every((word) => haystack(row).includes(word)));
}

const haystack = (row: MatrixRowView): string => [row.label, ...row.cells.flatMap(({ text, verdict }) => [text, verdict?.rule ?? '', verdict?.message ?? ''])].join('\n').toLowerCase();

/** The cell some rows and columns away; it stops at the edges. */
export function moved(rows: readonly MatrixRowView[], environments: readonly MatrixEnvironmentView[], { row, environment }: CellId, [down, right]: readonly [number, number]): CellId {
  const clamp = (index: number, length: number): number => Math.min(length - 1, Math.max(0, index));
  const nextRow = rows[clamp(rows.findIndex(({ id }) => id === row) + down, rows.length)];
  const nextEnvironment = environments[clamp(environments.findIndex(({ name }) => name === environment) + right, environments.length)];
  return { row: nextRow?.id ?? row, environment: nextEnvironment?.name ?? environment };
}
