import type { JsonValue } from '../../../armTemplate';
import type { ResultTable } from '../../kql/run';
import type { ColumnType } from '../../kql/types';
import type { Row, Value } from '../../kql/values';
import { telemetryTables, type Column, type TelemetryTable } from '../telemetry/schema';
import type { LogItem } from '../telemetry/store';

export type Kept = readonly [id: string, item: LogItem];

/** A column as a query sees it: its name, its type and how it is read. */
interface Seen { readonly name: string; readonly type: ColumnType; read(kept: Kept): Value }

/** A row that reads only the columns that are asked for. */
class ItemRow implements Row {
  constructor(private readonly kept: Kept, private readonly columns: ReadonlyMap<string, Seen>) {}
  get(name: string): Value | undefined { return this.columns.get(name)?.read(this.kept); }
  * [Symbol.iterator](): Iterator<readonly [string, Value]> { for (const [name, column] of this.columns) yield [name, column.read(this.kept)]; }
}

export function tableOver(columns: readonly Seen[], items: Iterable<Kept>): ResultTable {
  const byName = new Map(columns.map((column) => [column.name, column]));
  return { columns: [...byName.keys()], types: new Map(columns.map(({ name, type }) => [name, type])), rows: [...items].map((kept) => new ItemRow(kept, byName)) };
}

export type Naming = 'classic' | 'workspace';

/** The telemetry table of a name, and by which names its columns go. */
export function findTelemetryTable(name: string): { readonly table: TelemetryTable; readonly naming: Naming } | undefined {
  for (const table of telemetryTables) {
    if (table.classic === name) return { table, naming: 'classic' };
    if (table.workspace === name) return { table, naming: 'workspace' };
  }
  return undefined;
}

export function telemetryColumns({ table, naming }: { readonly table: TelemetryTable; readonly naming: Naming }): readonly Seen[] {
  const seen = new Map<string, Seen>();
  for (const column of table.columns) {
    const name = column[naming];
    if (name !== '' && !seen.has(name)) seen.set(name, { name, ...typeAndReader(column, naming, table) });
  }
  return [...seen.values()];
}

function typeAndReader(column: Column, naming: Naming, table: TelemetryTable): Pick<Seen, 'type' | 'read'> {
  const type = naming === 'workspace' ? column.workspaceType ?? column.type : column.type;
  switch (column.classic || column.workspace) {
    case 'timestamp': return { type, read: ([, { at }]) => new Date(at) };
    case 'itemId': return { type, read: ([id]) => id };
    case 'itemType': return { type, read: () => table.classic.replace(/ies$/, 'y').replace(/s$/, '') };
    case 'Type': return { type, read: () => table.workspace };
    case 'SourceSystem': return { type, read: () => 'Azure' };
    case '_SubscriptionId': return { type, read: ([, { resourceId }]) => resourceId.split('/')[2]?.toLowerCase() ?? '' };
    case '_ResourceId': return { type, read: ([, { resourceId }]) => resourceId.toLowerCase() };
    default: return { type, read: ([, { values }]) => asType(values[column.classic], type) };
  }
}

/** Texts that are not there are empty; `True` of a component is true in a workspace. */
export function asType(value: JsonValue | undefined, type: ColumnType): Value {
  if (type === 'string') return value === undefined || value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value);
  if (type === 'bool') return value === undefined || value === null ? null : value === true || value === 'True' || value === '1';
  if (type === 'datetime') return typeof value === 'string' || typeof value === 'number' ? new Date(value) : null;
  return value ?? null;
}
