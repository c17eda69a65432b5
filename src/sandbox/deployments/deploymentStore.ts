import { createHash } from 'node:crypto';
import { keyOf } from '../resourceId';
import type { StateStore, StateTable } from '../store/stateStore';
import type { DeploymentRecord, OperationRow } from './record';

/** Deployments and their operations, with the indexes that lists need. */
export class DeploymentStore {
  private readonly records: StateTable<DeploymentRecord>;
  private readonly rows: StateTable<OperationRow>;
  private readonly rowsOf = new Map<string, Set<string>>();
  private readonly byScope = new Map<string, Set<string>>();

  constructor(store: StateStore) {
    this.records = store.table('deployments');
    this.rows = store.table('deploymentOperations');
    this.rows.follow((key, before, after) => { if (!before !== !after) toggle(this.rowsOf, key.slice(0, key.indexOf('|')), key, after !== undefined); });
    this.records.follow((key, before, after) => { if (!before !== !after) toggle(this.byScope, keyOf(((before ?? after) as DeploymentRecord).scope), key, after !== undefined); });
  }

  find(id: string): DeploymentRecord | undefined { return this.records.get(keyOf(id)); }
  set(record: DeploymentRecord): void { this.records.set(keyOf(record.id), record); }
  all(): IterableIterator<DeploymentRecord> { return this.records.values(); }

  /** Of one scope, newest first. */
  list(scope: string): DeploymentRecord[] {
    return [...this.byScope.get(keyOf(scope)) ?? []].map((key) => this.records.get(key)!).sort((a, b) => b.changedMs - a.changedMs);
  }

  count(scope: string): number { return this.byScope.get(keyOf(scope))?.size ?? 0; }

  remove(record: DeploymentRecord): void {
    this.clearRows(record.id);
    this.records.delete(keyOf(record.id));
  }

  setRow(row: OperationRow): void { this.rows.set(`${keyOf(row.deploymentId)}|${row.operationId}`, row); }
  findRow(deploymentId: string, operationId: string): OperationRow | undefined { return this.rows.get(`${keyOf(deploymentId)}|${operationId.toUpperCase()}`); }
  listRows(deploymentId: string): OperationRow[] { return [...this.rowsOf.get(keyOf(deploymentId)) ?? []].map((key) => this.rows.get(key)!); }
  clearRows(deploymentId: string): void { for (const key of [...this.rowsOf.get(keyOf(deploymentId)) ?? []]) this.rows.delete(key); }
}

/** ARM names operations by 16 hexadecimal digits. */
export const operationIdOf = (purpose: string): string => createHash('sha256').update(purpose.toLowerCase()).digest('hex').slice(0, 16).toUpperCase();

function toggle(index: Map<string, Set<string>>, name: string, key: string, isThere: boolean): void {
  const set = index.get(name) ?? new Set();
  if (isThere) set.add(key);
  else set.delete(key);
  if (set.size > 0) index.set(name, set);
  else index.delete(name);
}
