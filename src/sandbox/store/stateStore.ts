import type { Table } from '../providers/provider';
import { StateLog } from './stateLog';

/** Told of every change of a table, so that indexes follow. */
export type TableListener = (key: string, before: object | undefined, after: object | undefined) => void;

type Change = readonly [table: string, key: string, value: object | null];

const compactAtBytes = 8 * 1024 * 1024;

/** Named tables in memory, written through to an encrypted log where there is a folder. Changes of one tick become one record: all of them are there after a crash, or none. */
export class StateStore {
  private readonly tables = new Map<string, StateTable<object>>();
  private pending: Change[] = [];
  private scheduled = false;
  private log: StateLog | undefined;
  private compactedBytes = 0;

  /** @throws StateError when the folder's state cannot be read. */
  constructor(stateFolder?: string) {
    if (stateFolder === undefined) return;
    this.log = StateLog.open(stateFolder, (payload) => {
      for (const [table, key, value] of JSON.parse(payload.toString('utf8')) as Change[]) this.tableOf(table).load(key, value);
    });
    this.compactedBytes = this.log.sizeBytes;
  }

  table<T extends object>(name: string): StateTable<T> { return this.tableOf(name) as unknown as StateTable<T>; }

  /** Every table there is. */
  all(): readonly { readonly name: string; readonly table: StateTable<object> }[] { return Array.from(this.tables, ([name, table]) => ({ name, table })); }

  /** Rows of tables that get another name go to the table of that name. */
  renameTables(rename: (name: string) => string): void {
    for (const { name, table } of this.all()) {
      const after = rename(name);
      if (after === name) continue;
      for (const [key, value] of [...table.entries()]) { this.tableOf(after).set(key, value); table.delete(key); }
    }
  }

  /** Writes what changed. Called before each answer, so that what a client was told survives. */
  flush(): void {
    if (!this.log || this.pending.length === 0) return;
    const changes = this.pending;
    this.pending = [];
    this.log.append(Buffer.from(JSON.stringify(changes)));
    if (this.log.sizeBytes > compactAtBytes && this.log.sizeBytes > this.compactedBytes * 2) this.compact();
  }

  close(): void {
    if (!this.log) return;
    this.flush();
    this.compact();
    this.log.close();
    this.log = undefined;
  }

  private compact(): void {
    this.log!.compact(this.snapshot());
    this.compactedBytes = this.log!.sizeBytes;
  }

  private *snapshot(): Iterable<Buffer> {
    for (const [name, table] of this.tables) {
      let changes: Change[] = [];
      for (const [key, value] of table.entries()) {
        changes.push([name, key, value]);
        if (changes.length === 500) { yield Buffer.from(JSON.stringify(changes)); changes = []; }
      }
      if (changes.length > 0) yield Buffer.from(JSON.stringify(changes));
    }
  }

  private tableOf(name: string): StateTable<object> {
    const known = this.tables.get(name);
    if (known) return known;
    const table = new StateTable<object>((key, value) => { this.record([name, key, value]); });
    this.tables.set(name, table);
    return table;
  }

  private record(change: Change): void {
    if (!this.log) return;
    this.pending.push(change);
    if (this.scheduled) return;
    this.scheduled = true;
    setImmediate(() => { this.scheduled = false; this.flush(); });
  }
}

/** One table; see `Table`. */
export class StateTable<T extends object> implements Table<T> {
  private readonly rows = new Map<string, T>();
  private readonly listeners: TableListener[] = [];

  constructor(private readonly record: (key: string, value: T | null) => void) {}

  get(key: string): T | undefined { return this.rows.get(key); }
  get size(): number { return this.rows.size; }
  entries(): IterableIterator<[string, T]> { return this.rows.entries(); }
  values(): IterableIterator<T> { return this.rows.values(); }

  set(key: string, value: T): void {
    this.change(key, value);
    this.record(key, value);
  }

  delete(key: string): void {
    if (!this.rows.has(key)) return;
    this.change(key, undefined);
    this.record(key, null);
  }

  /** Calls the listener for what is there, then for each change. */
  follow(listener: TableListener): void {
    for (const [key, value] of this.rows) listener(key, undefined, value);
    this.listeners.push(listener);
  }

  /** Takes a row from the log. */
  load(key: string, value: object | null): void { this.change(key, (value ?? undefined) as T | undefined); }

  private change(key: string, after: T | undefined): void {
    const before = this.rows.get(key);
    if (after) this.rows.set(key, after);
    else this.rows.delete(key);
    for (const listener of this.listeners) listener(key, before, after);
  }
}
