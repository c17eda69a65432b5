import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { connectAzure } from '../../src/azure';
import { Orchestrator, type RunRecord, type RunRequest } from '../../src/core/deployment';
import { createEngineSteps, type EngineSteps } from '../../src/core/engineImplementation';
import { EnvironmentError, InputError, LogicError } from '../../src/core/errors';
import { hashParameters, hashTemplate, type CompiledEnvironment } from '../../src/core/parameters';
import type { BicepCompiler } from '../../src/core/ports';
import { BundleFolder } from '../../src/local/bundles/bundleFolder';
import { FileAuditStore, FileEnvironmentLocks, FileNoiseStore, FileRunJournal } from '../../src/local/runs';
import { FakeClock } from '../support/fakeClock';
import { InstantArm, type InstantFault } from '../support/instantArm';
import { MemoryRecords } from '../support/memoryRecords';
import { devEnvironment } from '../support/runHarness';

/** Part of every fault's message as well: what a service repeats of a request must not be kept either. */
const secret = 'Tr0ub4dor&3-correct-horse';
const storage = (name: string): object => ({ type: 'Microsoft.Storage/storageAccounts', apiVersion: '2023-05-01', name, location: 'eastus', sku: { name: 'Standard_LRS' }, kind: 'StorageV2', tags: { note: "[parameters('adminPassword')]" } });
const template = { $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#', contentVersion: '1.0.0.0', parameters: { adminPassword: { type: 'securestring' } }, resources: [{ type: 'Microsoft.Web/sites', apiVersion: '2023-12-01', name: 'app-aos-faults', location: 'eastus', properties: { siteConfig: { appSettings: [{ name: 'FLAG', value: 'on' }] } } }, storage('staosfaults1'), storage('staosfaults2'), { type: 'Microsoft.KeyVault/vaults', apiVersion: '2023-07-01', name: 'kv-aos-faults', location: 'eastus', properties: { tenantId: '[subscription().tenantId]', sku: { family: 'A', name: 'standard' } } }] } as CompiledEnvironment['template'];
const parameters = { adminPassword: { value: secret } };
const compiled: CompiledEnvironment = { success: true, template, parameters, diagnostics: [], secureParameterNames: ['adminPassword'], templateHash: hashTemplate(template), parametersHash: hashParameters(parameters, ['adminPassword']) };
const noCompiler = (): Promise<never> => Promise.reject(new LogicError('Bicep.SnapshotFailed', 'No compiler here.'));
const bicep: BicepCompiler = { version: noCompiler, compile: noCompiler, compileParameters: noCompiler, compileSymbolic: noCompiler, getMetadata: noCompiler, listSymbols: noCompiler, listFileReferences: noCompiler, getSnapshot: noCompiler, dispose: async () => undefined };

type FaultName = keyof typeof faults;
interface Schedule { readonly call: string; readonly fault: FaultName; readonly groupExists: boolean }
interface FaultOf { /** Failing answers for this call. */ readonly wire?: (on: RegExp) => InstantFault; /** What happens to this computer at that moment. */ readonly here?: (world: World) => void; readonly when?: 'before' | 'after'; /** The run must come to the same end without help. */ readonly isPassing: boolean }

const error = (status: number, code: string, headers?: Record<string, string>): InstantFault['answer'] => ({ status, body: { error: { code, message: `${code}: the request held ${secret}` } }, ...(headers && { headers }) });
const faults = {
  'throttled once': { wire: (on) => ({ on, answer: error(429, 'TooManyRequests', { 'retry-after': '1' }) }), isPassing: true },
  'throttled on and on': { wire: (on) => ({ on, answer: error(429, 'TooManyRequests', { 'retry-after': '1' }), times: 99 }), isPassing: false },
  'error 500 once': { wire: (on) => ({ on, answer: error(500, 'InternalServerError') }), isPassing: true },
  'error 500 on and on': { wire: (on) => ({ on, answer: error(500, 'InternalServerError'), times: 99 }), isPassing: false },
  'error 500 after the server acted': { wire: (on) => ({ on, answer: error(500, 'InternalServerError'), acted: true }), isPassing: true },
  'reset before the server acted': { wire: (on) => ({ on, answer: 'drop' }), isPassing: true },
  'reset after the server acted': { wire: (on) => ({ on, answer: 'drop', acted: true }), isPassing: true },
  'reset after the server acted, on and on': { wire: (on) => ({ on, answer: 'drop', acted: true, times: 99 }), isPassing: false },
  'slow': { wire: (on) => ({ on, answer: 'slow', acted: true }), isPassing: true },
  'stuck': { wire: (on) => ({ on, answer: 'stuck' }), isPassing: true },
  'stuck after the server acted': { wire: (on) => ({ on, answer: 'stuck', acted: true }), isPassing: true },
  'killed before the server acted': { here: (world) => world.kill(), when: 'before', isPassing: false },
  'killed after the server acted': { here: (world) => world.kill(), when: 'after', isPassing: false },
  'disk full': { here: (world) => { world.diskIsFull = true; }, when: 'before', isPassing: false },
  'clock a day ahead': { here: (world) => world.clock.jump(86_400_000), when: 'before', isPassing: true },
  'clock a day back': { here: (world) => world.clock.jump(-86_400_000), when: 'before', isPassing: true },
} satisfies Record<string, FaultOf>;
const faultOf = (name: FaultName): FaultOf => faults[name];

/** One computer and one cloud. */
class World {
  readonly server = new InstantArm();
  readonly clock = new FakeClock();
  readonly root = mkdtempSync(path.join(tmpdir(), 'aos-run-faults-'));
  diskIsFull = false;
  /** Deployments that Azure was asked for before the journal had a word of it. */
  readonly unjournaled: string[] = [];
  private processes = 0;
  private died: () => void = () => undefined;
  /** Resolves when the process is killed. */
  readonly death = new Promise<'killed'>((resolve) => { this.died = () => resolve('killed'); });

  async start(groupExists: boolean): Promise<void> {
    await this.server.start();
    this.server.looksToEnd = 2;
    this.watch(() => undefined);
    if (groupExists) this.server.settings = { live: { FLAG: 'on', MINE: secret }, ofTemplate: { FLAG: 'on' } };
    if (groupExists) this.server.groups.set(devEnvironment.resourceGroup, { id: `/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/${devEnvironment.resourceGroup}`, name: devEnvironment.resourceGroup, location: 'eastus', properties: { provisioningState: 'Succeeded' } });
  }

  /** Tells of each request, and looks whether the journal knew of a deployment first. */
  watch(told: InstantArm['onRequest']): void {
    this.server.onRequest = (line, when) => {
      const runs = path.join(this.root, '.aos', 'runs');
      if (when === 'before' && /^PUT .*\/deployments\//i.test(line) && !filesBelow(runs).some((file) => readFileSync(file, 'utf8').includes('"call":"deployments.begin"'))) this.unjournaled.push(line);
      told(line, when);
    };
  }

  async stop(): Promise<void> {
    await this.server.stop();
    rmSync(this.root, { recursive: true, force: true });
  }

  /** The process writes nothing more from now on; its locks stay behind, with the number of a process that is gone. */
  kill(): void {
    this.processes++;
    const folder = path.join(this.root, '.aos', 'locks');
    for (const name of readdirSync(folder)) writeFileSync(path.join(folder, name), JSON.stringify({ ...JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as object, processId: 2 ** 22 + 1, startedAt: undefined }));
    this.died();
  }

  /** Ports of a new process over the same disk. A dead process waits forever. */
  async newProcess(patienceMs: number): Promise<Orchestrator<CompiledEnvironment>> {
    const own = this.processes;
    const { root, clock } = this;
    const onDisk = <A extends readonly unknown[], T>(full: () => Error, work: (...args: A) => Promise<T>) => (...args: A): Promise<T> => {
      if (own !== this.processes) return new Promise(() => undefined);
      return this.diskIsFull ? Promise.reject(full()) : work(...args);
    };
    const full = (): Error => new EnvironmentError('Journal.Unwritable', 'No space left on device.');
    const [journal, audit, noise, bundles] = [new FileRunJournal(root), new FileAuditStore(root), new FileNoiseStore(root), new BundleFolder(path.join(root, '.aos', 'bundles'))];
    const diskError = (): Error => Object.assign(new Error('No space left on device.'), { code: 'ENOSPC' });
    const steps: EngineSteps = {
      ...createEngineSteps({
        bicep, git: { headCommit: async () => undefined, isClean: async () => undefined, userName: async () => undefined }, records: new MemoryRecords(), uploads: { read: async () => ({}), record: async () => undefined },
        noise: { find: (...args) => noise.find(...args), save: onDisk(diskError, (...args: Parameters<typeof noise.save>) => noise.save(...args)) },
        bundles: { list: (...args) => bundles.list(...args), get: (id) => bundles.get(id), save: onDisk(diskError, (one: Parameters<typeof bundles.save>[0]) => bundles.save(one)), prune: (...args) => bundles.prune(...args) },
      }),
      compile: async () => compiled,
    };
    const connection = await connectAzure({ cloud: this.server.url, patienceMs });
    return new Orchestrator({
      clock, steps, locks: new FileEnvironmentLocks(root), process: { processId: process.pid, host: 'here' }, onEvent: () => undefined, connections: { connect: async () => connection },
      journal: { append: onDisk(full, (...args: Parameters<typeof journal.append>) => journal.append(...args)), read: (id) => journal.read(id), list: () => journal.list(), findTampering: (id) => journal.findTampering(id) },
      audit: { save: onDisk(() => new InputError('Audit.Unwritable', 'No space left on device.'), (record: RunRecord) => audit.save(record)), list: () => audit.list(), find: (id) => audit.find(id) },
    });
  }
}

/** MINE is on no template: somebody set it, and wants it kept. */
const request: RunRequest<CompiledEnvironment> = { environment: { ...devEnvironment, settingsGuard: { restore: ['MINE'] } }, options: { confirm: async ({ plan }) => ({ planHash: plan.planHash, how: 'flag', deletesConfirmed: true }) } };
const lasting = new AbortController().signal;
/** A request of a clean run, without the name of the run. */
const callOf = (line: string): string => line.replace(/\/aos-deploy-[0-9a-z-]+/gi, '/{run}');
const patternOf = (call: string): RegExp => new RegExp(`^${call.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll('/\\{run\\}', '/aos-deploy-[0-9a-z-]+')}$`, 'i');

async function callsOfACleanRun(groupExists: boolean): Promise<readonly string[]> {
  const world = new World();
  try {
    await world.start(groupExists);
    const orchestrator = await world.newProcess(60_000);
    const before = world.server.requests.length;
    const record = await orchestrator.run(request, lasting);
    assert.equal(record.state, 'completed', record.message);
    check(world, record, { call: 'none', fault: 'slow', groupExists });
    return [...new Set(world.server.requests.slice(before).map(callOf))];
  } finally {
    await world.stop();
  }
}

async function suffer(schedule: Schedule): Promise<RunRecord> {
  const world = new World();
  const { wire, here, when, isPassing } = faultOf(schedule.fault);
  const on = patternOf(schedule.call);
  try {
    await world.start(schedule.groupExists);
    const patienceMs = schedule.fault.startsWith('stuck') ? 700 : 60_000;
    const orchestrator = await world.newProcess(patienceMs);
    const [planned] = wire ? [wire(on)] : [];
    const timesPlanned = planned?.times ?? 1;
    if (planned) world.server.faults.push(planned);
    let hit = false;
    if (here) world.watch((line, at) => { if (!hit && at === when && on.test(line)) { hit = true; here(world); } });
    const first = await Promise.race([orchestrator.run(request, lasting), world.death]);
    assert.ok(hit || (planned && planned.times !== undefined && planned.times < timesPlanned), 'the fault never came');
    const record = first !== 'killed' && first.endedAt !== undefined && !world.diskIsFull ? first : await recover(world);
    if (isPassing) assert.equal(record.state, 'completed', `${record.error?.code}: ${record.message}`);
    check(world, record, schedule);
    return record;
  } finally {
    await world.stop();
  }
}

/** The fault is over, and somebody takes the run up again. */
async function recover(world: World): Promise<RunRecord> {
  world.diskIsFull = false;
  world.server.faults.length = 0;
  world.watch(() => undefined);
  const runId = readdirSync(path.join(world.root, '.aos', 'runs'))[0]!.replace('.jsonl', '');
  const again = await world.newProcess(60_000);
  const { result } = await again.resume(runId, request, lasting);
  return result;
}

function check({ root, server, unjournaled }: World, record: RunRecord, { call }: Schedule): void {
  assert.ok(record.endedAt !== undefined && (record.state === 'completed' || record.state === 'failed'), record.state);
  const begun = server.acted.filter((line) => /^PUT .*\/deployments\//i.test(line)).length;
  assert.ok(begun <= 1, `deployed ${begun} times`);
  if (record.state === 'completed' && server.settings) assert.equal(server.settings.live['MINE'], secret, 'a setting that was to be kept is lost');
  assert.deepEqual(unjournaled, [], 'deployed without a word in the journal');
  if (record.state === 'completed') assert.equal(begun, 1);
  else assert.ok(record.error && record.message && (begun === 0 || (record.error.code === 'Settings.NotRestored' && record.message.includes('MINE')) || record.phases.some(({ name, state }) => name === 'deploying' && state === 'succeeded')), `failed although Azure deployed it: ${record.message}`);
  const audited = JSON.parse(readFileSync(path.join(root, 'deployment', 'audit', `${record.deploymentId}.json`), 'utf8')) as { result: { success: boolean } };
  const database = new DatabaseSync(path.join(root, 'deployment', 'audit', 'audit.db'), { readOnly: true });
  try {
    const row = database.prepare('SELECT success, (SELECT COUNT(*) FROM deployment_events e WHERE e.deployment_id = d.deployment_id) AS events FROM deployments d WHERE deployment_id = ?').get(record.deploymentId);
    assert.deepEqual([row?.['success'] === 1, row?.['events']], [record.success, record.events.length]);
  } finally {
    database.close();
  }
  assert.equal(audited.result.success, record.success);
  assert.deepEqual(readdirSync(path.join(root, '.aos', 'locks')), [], 'a lock is left');
  for (const file of filesBelow(root)) assert.ok(!readFileSync(file).includes(secret), `${path.relative(root, file)} holds a secret after ${call}`);
}

const filesBelow = (folder: string): readonly string[] => readdirSync(folder).map((name) => path.join(folder, name)).flatMap((place) => (statSync(place).isDirectory() ? filesBelow(place) : [place]));

async function inParallel<T>(items: readonly T[], width: number, work: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items];
  await Promise.all(Array.from({ length: width }, async () => { for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item); }));
}

describe('every request of a run, with every fault', () => {
  it('comes to the end it would have had, or to a truthful failure: deployed once, audited, without a lock or a secret left behind', async function () {
    this.timeout(300_000);
    const schedules: Schedule[] = [];
    for (const groupExists of [true, false]) for (const call of await callsOfACleanRun(groupExists)) for (const fault of Object.keys(faults) as FaultName[]) schedules.push({ call, fault, groupExists });
    const problems: string[] = [];
    await inParallel(schedules, 8, async (schedule) => { await suffer(schedule).catch((problem: unknown) => problems.push(`${schedule.fault} at ${schedule.call} (${schedule.groupExists ? 'old' : 'new'} group): ${problem instanceof Error ? problem.message : String(problem)}`)); });
    assert.deepEqual(problems, []);
    assert.ok(schedules.length >= 500, `${schedules.length} schedules`);
  });
});
