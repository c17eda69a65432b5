import { ChecklistService, WatchService, type EvidenceSource } from '../../src/core/checklist';
import type { Engine } from '../../src/core/engine';
import type { RunRecord } from '../../src/core/deployment/events';
import type { Environment } from '../../src/core/environments';
import type { CheckedRow, EvidenceOptions, EvidenceReport, Verdict, VerdictState } from '../../src/core/evidence';
import type { WorkspaceFiles } from '../../src/core/ports';
import type { JsonValue } from '../../src/core/values';
import { IncidentService } from '../../src/core/incident';
import { FakeClock } from './fakeClock';
import { MemoryEvidence } from './memoryEvidence';
import { MemoryIncidents } from './memoryIncidents';
import { MemoryRecords } from './memoryRecords';
import { MemoryLocks } from './memoryStores';

/** A workspace of texts; checks answer what `verdicts` says. */
export class ChecklistBench {
  texts: Record<string, string> = { 'deployment/parameters/dev.bicepparam': "using '../main.bicep'\nparam environment = 'dev'\nparam enableB2C = false\n", 'deployment/main.bicep': 'param enableAppInsights bool = true\n' };
  environment: Environment = { name: 'dev', parametersFile: '/ws/deployment/parameters/dev.bicepparam', templateFile: '/ws/deployment/main.bicep', resourceGroup: 'rg-aos-dev', isProtected: false, cloud: 'azure' };
  verdicts: Record<string, VerdictState> = {};
  observed: CheckedRow['observed'];
  /** What is unknown was not answered. */
  isUnreachable = false;
  /** What checks found where a person's word stands. */
  own: Record<string, Verdict> = {};
  commit = 'one';
  user: string | undefined = 'Ada';
  runs: RunRecord[] = [];
  asked: EvidenceOptions[] = [];
  readonly clock = new FakeClock();
  readonly store = new MemoryEvidence();
  readonly records = new MemoryRecords();
  readonly locks = new MemoryLocks();
  /** What a look of the watch is answered in numbers; undefined: nobody answers. */
  sample: JsonValue | undefined = { errorRatePercent: 0.2, health: { main: 200, mcp: 200, realm: 200 }, severeAlerts: 0 };

  private readonly files: WorkspaceFiles = {
    root: '/ws', exists: async (file) => file.slice('/ws/'.length) in this.texts, readText: async (file) => this.texts[file.slice('/ws/'.length)]!, readBytes: async (file) => Buffer.from(this.texts[file.slice('/ws/'.length)]!),
    find: async (endings) => Object.keys(this.texts).filter((file) => endings.some((ending) => file.endsWith(ending))).map((file) => `/ws/${file}`), writeText: async () => undefined,
  };

  private readonly evidence: EvidenceSource = { rows: ['infra.rg.lock', 'pre.auth.login', 'pre.source.clean', 'infra.rg.created', 'prodready.keyvault.access-review'], forget: async () => undefined, check: async (environment, options = {}) => this.report(environment, options) };

  readonly incidents = new IncidentService({ write: async ({ file }) => file, store: new MemoryIncidents(), clock: this.clock, userName: async () => this.user, history: async () => this.runs, verify: async () => [], surroundings: async () => ({ rows: [], gaps: [] }), redact: (text) => text });

  readonly service = new ChecklistService({ files: this.files, git: { headCommit: async () => this.commit, isClean: async () => true, userName: async () => this.user }, clock: this.clock, store: this.store, evidence: this.evidence, offsetMinutes: () => 0, getEnvironment: async () => this.environment, history: async () => this.runs, incidents: this.incidents });

  readonly watches = new WatchService({
    clock: this.clock, records: this.records, locks: this.locks, checklist: this.service, getEnvironment: async () => this.environment, history: async () => this.runs,
    gather: async (environment) => { const at = this.clock.now().toISOString(); return { environment, startedAt: at, endedAt: at, bindings: {}, armRequests: 1, fromMemory: 0, rows: [{ row: 'watch.sample', at, asked: [], binding: {}, ...(this.sample === undefined ? { state: 'unknown' as const, reason: 'Nobody answers.' } : { state: 'pass' as const, reason: 'All there.', observed: this.sample }) }] }; },
  });

  /** The parts of an engine that the checklist's command asks. */
  get engine(): Engine {
    return { checklist: this.service, watches: this.watches, getEnvironment: async () => this.environment, listEnvironments: async () => ({ environments: [this.environment], problems: [] }), dispose: async () => undefined } as unknown as Engine;
  }

  private report(environment: string, options: EvidenceOptions): EvidenceReport {
    this.asked.push(options);
    const at = this.clock.now().toISOString();
    const rows = Object.entries(this.verdicts).filter(([row]) => options.rows?.includes(row) ?? true).map(([row, state]): CheckedRow => ({ row, state, reason: `seen ${state}`, at, asked: [{ query: 'armGet {rg}', state: this.isUnreachable && state === 'unknown' ? 'unreachable' : 'answered', at }], binding: {}, ...(this.observed !== undefined && { observed: this.observed }), ...(this.own[row] && { own: this.own[row] }) }));
    return { environment, startedAt: at, endedAt: at, rows, bindings: {}, armRequests: 1, fromMemory: 0, by: 'Ada' };
  }
}
