import { existsSync, statSync } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { isRunId, type AuditEventType, type RunRecord } from '../../core/deployment';
import { InputError } from '../../core/errors';
import { canonicalJson } from '../../core/hash';
import { asArray, member } from '../../core/json';
import type { AuditStore } from '../../core/ports';
import type { JsonValue } from '../../core/values';
import { AuditDatabase, type AuditRow } from './auditDatabase';
import { fromAuditTime } from './auditTime';
import { parseAuditFile, toAuditDocument } from './auditDocument';

/** `deployment/audit/` of the workspace: one JSON file a run, and `audit.db` that the Python orchestrator reads and writes too. */
export class FileAuditStore implements AuditStore {
  private readonly folder: string;
  private readonly database: AuditDatabase;
  private readonly parsed = new Map<string, { readonly version: string; readonly record?: RunRecord }>();
  private queue: Promise<unknown> = Promise.resolve();

  constructor(root: string, folder = path.join(root, 'deployment', 'audit')) {
    this.folder = folder;
    this.database = new AuditDatabase(path.join(folder, 'audit.db'));
  }

  /** Saves one after the other, so that an older record never replaces a newer one. */
  save(record: RunRecord): Promise<void> {
    const saved = this.queue.then(() => this.saveNow(record));
    this.queue = saved.catch(() => undefined);
    return saved;
  }

  async list(): Promise<readonly RunRecord[]> {
    const [rows, files] = await Promise.all([this.rows(), this.files()]);
    const own = new Map((await Promise.all(files.map((file) => this.readFile(file)))).flatMap((record) => (record ? [[record.deploymentId, record] as const] : [])));
    const foreign = rows.filter((row) => !own.has(row.deploymentId)).map(toRecord);
    return [...own.values(), ...foreign].sort((a, b) => (a.timestamp < b.timestamp ? 1 : a.timestamp > b.timestamp ? -1 : b.deploymentId.localeCompare(a.deploymentId)));
  }

  async find(deploymentId: string): Promise<RunRecord | undefined> {
    if (!isRunId(deploymentId)) return undefined;
    const file = await this.readFile(`${deploymentId}.json`);
    if (file) return file;
    const row = (await this.rows(deploymentId))[0];
    return row && toRecord(row);
  }

  async findTampering(record: RunRecord): Promise<string | undefined> {
    const [file, [row]] = [`${record.deploymentId}.json`, await this.rows(record.deploymentId)];
    const text = await readFile(path.join(this.folder, file), 'utf8').catch((error: NodeJS.ErrnoException) => { if (error.code === undefined) throw error; return ''; });
    const wanted = canonicalJson(whatOthersRead(toAuditDocument(record)));
    if (canonicalJson(whatOthersRead(parseJson(text))) !== wanted) return `The audit file ${file} is not what the journal leads to.`;
    if (!row) return 'The row of the run in audit.db is gone; the journal is intact.';
    return canonicalJson(whatOthersRead(asDocument(row))) === wanted ? undefined : 'The row of the run in audit.db is not what the journal leads to.';
  }

  private async saveNow(record: RunRecord): Promise<void> {
    const document = toAuditDocument(record);
    await this.writing(() => mkdir(this.folder, { recursive: true }));
    await this.database.save(record, JSON.stringify(document.result.details));
    await this.writing(() => writeWhole(path.join(this.folder, `${record.deploymentId}.json`), `${JSON.stringify(document, undefined, 2)}\n`));
  }

  private async writing(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      throw new InputError('Audit.Unwritable', `The audit folder ${this.folder} cannot be written: ${(error as Error).message}`, { cause: error, nextStep: 'Correct the rights of the folder, or free disk space. Nothing is deployed without an audit.', location: { file: this.folder } });
    }
  }

  private async rows(deploymentId?: string): Promise<readonly AuditRow[]> {
    return existsSync(path.join(this.folder, 'audit.db')) ? this.database.list(deploymentId) : [];
  }

  private async files(): Promise<readonly string[]> {
    try {
      return (await readdir(this.folder)).filter((name) => name.endsWith('.json'));
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT' || code === 'ENOTDIR') return [];
      throw new InputError('Audit.Unreadable', `The audit folder ${this.folder} cannot be read: ${message}`, { cause: error, nextStep: 'Correct the rights of the folder.', location: { file: this.folder } });
    }
  }

  /** Records of ended runs stay as they are, so a file is parsed again only when it has changed. */
  private async readFile(name: string): Promise<RunRecord | undefined> {
    const file = path.join(this.folder, name);
    const stats = statSync(file, { throwIfNoEntry: false, bigint: true });
    if (!stats) return undefined;
    const version = `${stats.mtimeNs}-${stats.size}-${stats.ino}`;
    const known = this.parsed.get(name);
    if (known?.version === version) return known.record;
    const record = parseAuditFile(await readFile(file, 'utf8'));
    this.parsed.set(name, { version, record });
    return record;
  }
}

async function writeWhole(file: string, text: string): Promise<void> {
  const draft = `${file}.${process.pid}.tmp`;
  try {
    const handle = await open(draft, 'w', 0o644);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

const eventTypes: ReadonlySet<string> = new Set<AuditEventType>(['validate', 'lint', 'plan', 'confirmation', 'deploy', 'health', 'failure_classification', 'rolled_back']);

/** A run of the Python orchestrator: it knows no environment and no phases, so those stay empty. */
function toRecord(row: AuditRow): RunRecord {
  return {
    deploymentId: row.deploymentId, deploymentName: row.deploymentId, environment: environmentOf(row.parametersFile), gitSha: row.gitSha,
    templateFile: row.templateFile, parametersFile: row.parametersFile, timestamp: fromAuditTime(row.timestamp), endedAt: fromAuditTime(row.events.at(-1)?.timestamp ?? row.timestamp),
    state: row.success ? 'completed' : 'failed', success: row.success, message: row.message, phases: [],
    events: row.events.filter((event) => eventTypes.has(event.type)).map((event) => ({ timestamp: fromAuditTime(event.timestamp), type: event.type as AuditEventType, message: event.message, ...(event.details === undefined ? {} : { details: parseJson(event.details) }) })),
    operations: [], outputs: {}, warnings: [], health: [],
  };
}

/** The members that every version of ours and the Python orchestrator write alike. */
function whatOthersRead(document: unknown): JsonValue {
  const result = member(document, 'result');
  const events = asArray(member(document, 'events')).map((event) => ['timestamp', 'event_type', 'message'].map((name) => member(event, name) ?? null));
  return JSON.parse(JSON.stringify({ ...Object.fromEntries(['deployment_id', 'git_sha', 'template_file', 'parameters_file', 'timestamp'].map((name) => [name, member(document, name) ?? null])), success: member(result, 'success') ?? null, message: member(result, 'message') ?? null, events })) as JsonValue;
}

const asDocument = (row: AuditRow): object => ({
  deployment_id: row.deploymentId, git_sha: row.gitSha ?? null, template_file: row.templateFile, parameters_file: row.parametersFile, timestamp: row.timestamp,
  result: { success: row.success, message: row.message }, events: row.events.map(({ timestamp, type, message }) => ({ timestamp, event_type: type, message })),
});

const environmentOf = (parametersFile: string): string => path.basename(parametersFile.replaceAll('\\', '/')).replace(/(\.parameters)?\.(bicepparam|json)$/i, '');

function parseJson(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}
