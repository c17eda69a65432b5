import assert from 'node:assert/strict';
import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { foldRun, type RunEvent, type RunRecord } from '../../../../src/core/deployment';
import { FileAuditStore } from '../../../../src/local/runs';
import { useTemporaryFolder } from '../../../support/temporaryFolder';

const at = '2026-02-03T04:05:06.789Z';
const started: RunEvent = { type: 'started', at, runId: 'aos-deploy-1', environment: 'dev', target: { cloud: 'sandbox', isSandbox: true, subscriptionId: 's', resourceGroup: 'g', location: 'l' }, deploymentName: 'aos-deploy-1', parametersFile: '/ws/deployment/parameters/dev.bicepparam', templateFile: '/ws/main.bicep', gitSha: 'abc', processId: 1, host: 'h' };
const events: readonly RunEvent[] = [
  started,
  { type: 'phase', at, phase: 'validating_parameters', state: 'running' }, { type: 'phase', at, phase: 'validating_parameters', state: 'succeeded' },
  { type: 'ended', at, state: 'failed', message: 'Broken: ü “quoted”', error: { code: 'X', kind: 'logic', message: 'Broken' } },
];
const record = (count = events.length): RunRecord => foldRun(events.slice(0, count))!.record;
const hasPython = spawnSync('python3', ['-c', 'import sqlite3']).status === 0;

/** What the orchestrator's own reader does with the file, and a writer beside us. */
const readInPython = `
import json, sqlite3, sys
db = sqlite3.connect(sys.argv[1]); db.row_factory = sqlite3.Row
rows = [dict(r) for r in db.execute('SELECT * FROM deployments ORDER BY timestamp DESC')]
for r in rows:
    r['details'] = json.loads(r['result_details'])
    r['events'] = [dict(e) for e in db.execute('SELECT timestamp, event_type, message, details FROM deployment_events WHERE deployment_id = ? ORDER BY id', (r['deployment_id'],))]
    for e in r['events']: e['details'] = json.loads(e['details']) if e['details'] else None
print(json.dumps(rows))
`;
const writeInPython = `
import sqlite3, sys
from datetime import datetime
for i in range(int(sys.argv[2])):
    db = sqlite3.connect(sys.argv[1], timeout=20)
    with db:
        db.execute('CREATE TABLE IF NOT EXISTS deployments (deployment_id TEXT PRIMARY KEY, git_sha TEXT, template_file TEXT NOT NULL, parameters_file TEXT, timestamp TEXT NOT NULL, success INTEGER NOT NULL, result_message TEXT, result_details TEXT)')
        db.execute('CREATE TABLE IF NOT EXISTS deployment_events (id INTEGER PRIMARY KEY AUTOINCREMENT, deployment_id TEXT NOT NULL, timestamp TEXT NOT NULL, event_type TEXT NOT NULL, message TEXT NOT NULL, details TEXT)')
        db.execute('INSERT INTO deployments VALUES (?,?,?,?,?,?,?,?)', (f'py-{i}', 'sha', 'main.bicep', 'parameters/staging.bicepparam', datetime(2026, 1, 2, 3, 4, 5, i + 1).isoformat(), i % 2, 'by python', '{}'))
        db.execute('INSERT INTO deployment_events (deployment_id, timestamp, event_type, message, details) VALUES (?,?,?,?,?)', (f'py-{i}', datetime(2026, 1, 2).isoformat(), 'deploy', 'Deployed', None))
    db.close()
`;

describe('the audit', () => {
  const root = useTemporaryFolder();
  const store = (): FileAuditStore => new FileAuditStore(root());
  const database = (): string => path.join(root(), 'deployment', 'audit', 'audit.db');

  it('gives a run back whole, from another process too', async () => {
    await store().save(record());
    assert.deepEqual(await store().find('aos-deploy-1'), JSON.parse(JSON.stringify(record())));
    assert.deepEqual((await store().list()).map((one) => one.deploymentId), ['aos-deploy-1']);
    assert.equal(await store().find('other'), undefined);
  });

  it('has a row from the first event on, which grows and is never doubled', async () => {
    const audit = store();
    for (let count = 1; count <= events.length; count++) await audit.save(record(count));
    assert.equal((await audit.list()).length, 1);
    assert.equal((await audit.find('aos-deploy-1'))?.state, 'failed');
  });

  it('is empty, and writes nothing, before the first run', async () => {
    assert.deepEqual(await store().list(), []);
    assert.throws(() => readFileSync(database()));
  });

  it('is read by the Python orchestrator’s own queries', async function () {
    if (!hasPython) return this.skip();
    const audit = store();
    for (let count = 1; count <= events.length; count++) await audit.save(record(count));
    const rows = JSON.parse(execFileSync('python3', ['-c', readInPython, database()], { encoding: 'utf8' })) as { timestamp: string; success: number; result_message: string; details: { state: string }; events: { event_type: string; timestamp: string }[] }[];
    assert.deepEqual(rows.map((row) => [row.timestamp, row.success, row.result_message, row.details.state]), [['2026-02-03T04:05:06.789000', 0, 'Broken: ü “quoted”', 'failed']]);
    assert.deepEqual(rows[0]?.events.map((event) => event.event_type), ['validate', 'failure_classification']);
  });

  it('lists the runs of the Python orchestrator beside ours', async function () {
    if (!hasPython) return this.skip();
    mkdirSync(path.dirname(database()), { recursive: true });
    execFileSync('python3', ['-c', writeInPython, database(), '2']);
    await store().save(record());
    const runs = await store().list();
    assert.deepEqual(runs.map((run) => [run.deploymentId, run.environment, run.state, run.timestamp]), [
      ['aos-deploy-1', 'dev', 'failed', at], ['py-1', 'staging', 'completed', '2026-01-02T03:04:05.000Z'], ['py-0', 'staging', 'failed', '2026-01-02T03:04:05.000Z'],
    ]);
  });

  it('loses no row when both tools write at the same time', async function () {
    if (!hasPython) return this.skip();
    this.timeout(60_000);
    mkdirSync(path.dirname(database()), { recursive: true });
    const python = promisify(execFile)('python3', ['-c', writeInPython, database(), '60']);
    const audit = store();
    for (let i = 0; i < 60; i++) await audit.save({ ...record(), deploymentId: `aos-deploy-${i}` });
    await python;
    assert.equal((await audit.list()).length, 120);
  });

  it('tells when somebody changed what other tools read of a run', async () => {
    const sql = (text: string): void => { const db = new DatabaseSync(database()); try { db.exec(text); } finally { db.close(); } };
    const file = path.join(path.dirname(database()), `${record().deploymentId}.json`);
    const edit = (change: (document: { result: { success: boolean; message: string }; events: unknown[] }) => void): void => {
      const document = JSON.parse(readFileSync(file, 'utf8')) as { result: { success: boolean; message: string }; events: unknown[] };
      change(document);
      writeFileSync(file, JSON.stringify(document));
    };
    const changes: readonly (readonly [() => void, RegExp | undefined])[] = [
      [() => undefined, undefined], [() => edit((document) => { document.result.success = !document.result.success; }), /audit file/], [() => edit((document) => { document.events.pop(); }), /audit file/], [() => rmSync(file), /audit file/],
      [() => sql('UPDATE deployments SET success = 1 - success'), /row of the run in audit\.db is not/], [() => sql("UPDATE deployment_events SET message = 'nothing happened' WHERE id = 1"), /row of the run in audit\.db is not/],
      [() => sql('DELETE FROM deployment_events; DELETE FROM deployment_resources; DELETE FROM deployments'), /is gone/],
    ];
    for (const [change, found] of changes) {
      await store().save(record());
      change();
      const told = await store().findTampering(record());
      if (found) assert.match(told ?? 'nothing', found); else assert.equal(told, undefined);
      rmSync(path.dirname(database()), { recursive: true, force: true });
    }
  });

  it('that cannot be written is a clear error, and leaves nothing half written', async () => {
    writeFileSync(path.join(root(), 'deployment'), 'a file where the folder should be');
    await assert.rejects(store().save(record()), { code: 'Audit.Unwritable', kind: 'input' });
  });

  it('that is no database is a clear error', async () => {
    mkdirSync(path.dirname(database()), { recursive: true });
    writeFileSync(database(), 'not a database, but long enough to look like a file of one. '.repeat(20));
    await assert.rejects(store().save(record()), { code: 'Audit.Unwritable' });
  });

  it('skips JSON files of others and damaged ones', async () => {
    await store().save(record());
    for (const [name, text] of [['foreign.json', '{"a":1}'], ['broken.json', '{'], ['list.json', '[]']] as const) writeFileSync(path.join(path.dirname(database()), name), text);
    assert.equal((await store().list()).length, 1);
  });
});
