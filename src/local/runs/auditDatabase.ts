import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import type { RunRecord } from '../../core/deployment';
import { DeployError, EnvironmentError, InputError } from '../../core/errors';
import { toAuditTime } from './auditTime';

/** A row of `deployments` with its children, as either tool wrote it. */
export interface AuditRow {
  readonly deploymentId: string;
  readonly gitSha?: string;
  readonly templateFile: string;
  readonly parametersFile: string;
  readonly timestamp: string;
  readonly success: boolean;
  readonly message: string;
  /** JSON text, or whatever the other tool stored. */
  readonly details?: string;
  readonly events: readonly { readonly timestamp: string; readonly type: string; readonly message: string; readonly details?: string }[];
}

const busyTimeoutMs = 5_000;

/** The tables of the Python orchestrator; created only where it has not created them yet. */
const schema = `
CREATE TABLE IF NOT EXISTS deployments (deployment_id TEXT PRIMARY KEY, git_sha TEXT, template_file TEXT NOT NULL, parameters_file TEXT, timestamp TEXT NOT NULL, success INTEGER NOT NULL, result_message TEXT, result_details TEXT);
CREATE TABLE IF NOT EXISTS deployment_events (id INTEGER PRIMARY KEY AUTOINCREMENT, deployment_id TEXT NOT NULL, timestamp TEXT NOT NULL, event_type TEXT NOT NULL, message TEXT, details TEXT, FOREIGN KEY (deployment_id) REFERENCES deployments (deployment_id));
CREATE TABLE IF NOT EXISTS deployment_resources (id INTEGER PRIMARY KEY AUTOINCREMENT, deployment_id TEXT NOT NULL, resource_id TEXT NOT NULL, resource_type TEXT, health_status TEXT, details TEXT, FOREIGN KEY (deployment_id) REFERENCES deployments (deployment_id));
`;

/**
 * `audit.db`, shared with the Python orchestrator. Each call opens, works and closes: no lock outlives it, and native SQLite locks
 * let both tools write at the same time. @throws InputError `Audit.Unwritable`; EnvironmentError `Audit.Busy` after five seconds of waiting.
 */
export class AuditDatabase {
  constructor(private readonly file: string) {}

  /** Creates the row of the run or replaces it. `resultDetails` is JSON text. */
  async save(record: RunRecord, resultDetails: string): Promise<void> {
    await this.use(false, (db) => {
      db.exec(schema);
      db.exec('BEGIN IMMEDIATE');
      try {
        saveDeployment(db, record, resultDetails);
        appendEvents(db, record);
        replaceResources(db, record);
        db.exec('COMMIT');
      } catch (error) {
        db.exec('ROLLBACK');
        throw error;
      }
    });
  }

  /** Rows of both tools, newest first; empty where the tables are not there yet. The file must exist. */
  async list(deploymentId?: string): Promise<readonly AuditRow[]> {
    return this.use(true, (db) => {
      if (!db.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'deployments'").get()) return [];
      const where = deploymentId === undefined ? '' : 'WHERE deployment_id = ?';
      const rows = db.prepare(`SELECT deployment_id, git_sha, template_file, parameters_file, timestamp, success, result_message, result_details FROM deployments ${where} ORDER BY timestamp DESC`).all(...(deploymentId === undefined ? [] : [deploymentId]));
      const events = db.prepare('SELECT timestamp, event_type, message, details FROM deployment_events WHERE deployment_id = ? ORDER BY id');
      return rows.map((row) => toRow(row, events.all(text(row['deployment_id']))));
    });
  }

  private async use<T>(readOnly: boolean, work: (db: DatabaseSync) => T): Promise<T> {
    const { DatabaseSync } = await import('node:sqlite');
    let db: DatabaseSync | undefined;
    try {
      db = new DatabaseSync(this.file, { readOnly });
      // Emptying the rollback journal is as safe as deleting it, and half the work of the disk.
      db.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}; ${readOnly ? '' : 'PRAGMA journal_mode = TRUNCATE'}`);
      return work(db);
    } catch (error) {
      throw convert(error, this.file);
    } finally {
      db?.close();
    }
  }
}

function saveDeployment(db: DatabaseSync, record: RunRecord, resultDetails: string): void {
  const values = [record.gitSha ?? null, record.templateFile, record.parametersFile, toAuditTime(record.timestamp), record.success ? 1 : 0, record.message, resultDetails, record.deploymentId];
  // Not an upsert: the other tool's table may name its key otherwise.
  const updated = db.prepare('UPDATE deployments SET git_sha = ?, template_file = ?, parameters_file = ?, timestamp = ?, success = ?, result_message = ?, result_details = ? WHERE deployment_id = ?').run(...values);
  if (updated.changes === 0) db.prepare('INSERT INTO deployments (git_sha, template_file, parameters_file, timestamp, success, result_message, result_details, deployment_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?)').run(...values);
}

/** Events of a run only grow: what is there already stays as it was written. */
function appendEvents(db: DatabaseSync, record: RunRecord): void {
  const known = Number(db.prepare('SELECT COUNT(*) AS n FROM deployment_events WHERE deployment_id = ?').get(record.deploymentId)?.['n'] ?? 0);
  const insert = db.prepare('INSERT INTO deployment_events (deployment_id, timestamp, event_type, message, details) VALUES (?, ?, ?, ?, ?)');
  for (const event of record.events.slice(known)) insert.run(record.deploymentId, toAuditTime(event.timestamp), event.type, event.message, event.details === undefined ? null : JSON.stringify(event.details));
}

function replaceResources(db: DatabaseSync, record: RunRecord): void {
  db.prepare('DELETE FROM deployment_resources WHERE deployment_id = ?').run(record.deploymentId);
  const insert = db.prepare('INSERT INTO deployment_resources (deployment_id, resource_id, resource_type, health_status, details) VALUES (?, ?, ?, ?, ?)');
  for (const resource of record.health) insert.run(record.deploymentId, resource.resourceId, resource.type, resource.verdict, JSON.stringify({ reason: resource.reason }));
}

type SqlRow = Record<string, SQLOutputValue>;
const text = (value: SQLOutputValue | undefined): string => (value === null || value === undefined ? '' : String(value));
const optional = (value: SQLOutputValue | undefined): string | undefined => (value === null || value === undefined ? undefined : String(value));

function toRow(row: SqlRow, events: readonly SqlRow[]): AuditRow {
  return {
    deploymentId: text(row['deployment_id']), gitSha: optional(row['git_sha']), templateFile: text(row['template_file']), parametersFile: text(row['parameters_file']),
    timestamp: text(row['timestamp']), success: Number(row['success']) === 1, message: text(row['result_message']), details: optional(row['result_details']),
    events: events.map((event) => ({ timestamp: text(event['timestamp']), type: text(event['event_type']), message: text(event['message']), details: optional(event['details']) })),
  };
}

function convert(error: unknown, file: string): unknown {
  if (!(error instanceof Error) || error instanceof DeployError) return error;
  const busy = 'errcode' in error && (error.errcode === 5 || error.errcode === 6);
  if (busy) return new EnvironmentError('Audit.Busy', `The audit database ${file} is locked by another program for more than ${busyTimeoutMs / 1000} s.`, { cause: error, nextStep: 'Close the program that holds it, then run again.' });
  return new InputError('Audit.Unwritable', `The audit database ${file} cannot be used: ${error.message}`, { cause: error, nextStep: 'Correct the rights of the folder and the file, or free disk space. Nothing was deployed without an audit.', location: { file } });
}
