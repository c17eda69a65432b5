import type { BundleContent } from '../../src/core/bundles';
import type { EnvironmentList } from '../../src/core/engine';
import { DeployEngine, type EnginePorts, type EngineSteps } from '../../src/core/engineImplementation';
import type { Environment } from '../../src/core/environments';
import type { Connections } from '../../src/core/engine';
import type { BicepCompiler, CommitSources, Git, WorkspaceFiles } from '../../src/core/ports';
import type { CompiledEnvironment } from '../../src/core/parameters';
import { MemoryIncidents } from './memoryIncidents';
import { MemoryBundles } from './memoryBundles';
import type { Diagnostic } from '../../src/core/values';
import { MemoryEvidence } from './memoryEvidence';
import { MemoryRecords } from './memoryRecords';
import { devEnvironment, prodEnvironment, RunHarness } from './runHarness';

const unasked = (): never => { throw new Error('Nobody asks this here.'); };
const bicep: BicepCompiler = { version: async () => '0.49.2', compile: unasked, compileParameters: unasked, getMetadata: unasked, listSymbols: unasked, listFileReferences: unasked, getSnapshot: unasked, compileSymbolic: unasked, dispose: async () => undefined };
const files: WorkspaceFiles = { root: '/ws', exists: unasked, readText: unasked, readBytes: unasked, find: unasked, writeText: unasked };
const git: Git = { headCommit: async () => 'abc', isClean: async () => true, userName: async () => 'me' };

/** Engines over the fakes of a run harness; each call makes another "process" over the same disk and cloud. */
export class EngineHarness {
  readonly run: RunHarness;
  environments: readonly Environment[] = [devEnvironment, prodEnvironment];
  problems: readonly Diagnostic[] = [];

  deployed?: BundleContent = {
    version: 1, environment: 'dev', deploymentId: 'd', deploymentName: 'd', madeAt: '2026-01-01T00:00:00.000Z', target: { cloud: 'sandbox', subscriptionId: 'sub-1', resourceGroup: 'rg-aos-dev', location: 'eastus' },
    template: { resources: [] }, parameters: {}, missingSecrets: [], outputs: {}, packages: {}, configurations: {},
  };

  constructor(groupNames?: readonly string[]) { this.run = new RunHarness(groupNames); }

  engine(connections: Connections = { connect: async () => this.run.azure.connection }, processId = 100, other: Partial<EnginePorts> = {}): DeployEngine {
    const { clock, journal, audit, locks } = this.run;
    return new DeployEngine({ files, git, bicep, clock, journal, audit, locks, connections, steps: this.steps(), uploads: { read: async () => ({}), record: async () => undefined }, packages: { build: unasked, readBytes: unasked, list: unasked, record: unasked }, python: { check: unasked }, commands: { run: unasked }, texts: { find: unasked, keep: unasked }, settingsHistory: { list: unasked, append: unasked }, tools: { run: async () => undefined }, releases: { newest: unasked }, records: new MemoryRecords(), evidenceStore: new MemoryEvidence(), bundles: this.bundles, commits: this.commits, incidents: this.incidents, backups: { pathOf: unasked, write: unasked, read: unasked, copyAudit: unasked, checkAudit: unasked, list: unasked }, reminders: { claim: unasked, putOff: unasked }, process: { processId, host: 'here' }, ...other });
  }

  readonly incidents = new MemoryIncidents();
  readonly bundles = new MemoryBundles();
  commits: CommitSources = { hasCommit: async () => false, checkOut: unasked };

  private steps(): EngineSteps {
    const { steps } = this.run;
    return {
      ...steps,
      compile: async (environment, signal): Promise<CompiledEnvironment> => ({ success: true, templateHash: 't', parametersHash: 'p', template: {}, parameters: {}, ...await steps.compile(environment, signal) }),
      discover: async (): Promise<EnvironmentList> => ({ environments: this.environments, problems: this.problems }),
      findDeployed: async () => this.deployed,
      listResources: async () => [{ id: '/x', type: 'A/b', name: 'x', provisioningState: 'Succeeded', health: 'healthy' }],
    };
  }
}
