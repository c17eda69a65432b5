import { hostname } from 'node:os';
import path from 'node:path';
import { connectAzure, type ConnectOptions } from './azure';
import type { Connections, Engine } from './core/engine';
import { createEngineSteps, DeployEngine, type EngineSteps } from './core/engineImplementation';
import type { Environment } from './core/environments';
import type { AzureConnection, Clock, Commands, LocalTools, ReleaseFeed } from './core/ports';
import { localCommands } from './local/applications/commands';
import { PackageFolder } from './local/applications/packageFolder';
import { localPython } from './local/applications/pythonSyntax';
import { SettingsHistoryFile } from './local/applications/settingsHistoryFile';
import { BackupFiles } from './local/backups/backupFiles';
import { ReminderFiles } from './local/backups/reminderFiles';
import { BicepCli, RememberingCompiler } from './local/bicep';
import { BundleFolder } from './local/bundles/bundleFolder';
import { systemClock } from './local/clock';
import { TextFolder } from './local/configurations/textFolder';
import { UploadLedgerFolder } from './local/configurations/uploadLedgerFile';
import { IncidentFiles } from './local/incidents/incidentFiles';
import { FileAuditStore, FileEnvironmentLocks, FileNoiseStore, FileRunJournal } from './local/runs';
import { EvidenceFolder } from './local/checklist/evidenceFile';
import { AnswerFiles } from './local/evidence/answerFiles';
import { EvidenceRecordFiles } from './local/evidence/recordFiles';
import { GitHubReleases } from './local/tools/releaseFeed';
import { FolderTools } from './local/tools/localTools';
import { GitClient, GitWorkTrees, WorkspaceFolder } from './local/workspace';

/** What a front end decides about its engine. */
export interface EngineSettings {
  /** Workspace folder. */
  readonly root: string;
  /** `azure`, `usgov`, `china`, `sandbox` or a URL; beats what environments say. Absent: they decide, else `azure`. */
  readonly cloud?: string;
  readonly subscriptionId?: string;
  readonly resourceGroup?: string;
  /** Path of the Bicep CLI that the user's settings name. */
  readonly bicepPath?: string;
  /** URL of the sandbox's resource manager; starts it when it does not serve yet. Called only for the cloud `sandbox`. */
  readonly sandboxEndpoint: (signal?: AbortSignal) => Promise<string>;
  /** Who signs in; default: the chain of @azure/identity. */
  readonly tokenProvider?: ConnectOptions['tokenProvider'];
  /** Commands of this computer that the evidence asks; default: those on PATH. */
  readonly tools?: LocalTools;
  /** Commands that are run for what they do: tests, builds, pip; default: those on PATH. */
  readonly commands?: Commands;
  /** Default: the computer's own. */
  readonly clock?: Clock;
  /** Where the newest versions of tools are looked up; default: their release pages. */
  readonly releases?: ReleaseFeed;
  /** Ends what the front end gave: its sandbox. */
  readonly dispose?: () => Promise<void>;
}

/** Builds the engine of one workspace over this computer and Azure. Nothing is started or connected before it is asked for. */
export function createEngine(settings: EngineSettings): Engine {
  const { root } = settings;
  const bundles = new BundleFolder(path.join(root, '.aos', 'bundles'));
  const [git, records, uploads] = [new GitClient(root), new EvidenceRecordFiles(root), new UploadLedgerFolder(path.join(root, '.aos', 'configurations'))];
  const bicep = new RememberingCompiler(new BicepCli({ ...(settings.bicepPath !== undefined && { setting: settings.bicepPath }) }));
  return new DeployEngine({
    files: new WorkspaceFolder(root), git, bicep, clock: settings.clock ?? systemClock,
    journal: new FileRunJournal(root), audit: new FileAuditStore(root), locks: new FileEnvironmentLocks(root),
    bundles, commits: new GitWorkTrees(root), backups: new BackupFiles(root), reminders: new ReminderFiles(root), incidents: new IncidentFiles(root),
    packages: new PackageFolder(root), python: localPython, commands: settings.commands ?? localCommands, settingsHistory: new SettingsHistoryFile(root), tools: settings.tools ?? new FolderTools(root), releases: settings.releases ?? new GitHubReleases(), records, evidenceStore: new EvidenceFolder(root), answers: new AnswerFiles(root), deadline: (ms) => AbortSignal.timeout(ms),
    uploads, texts: new TextFolder(path.join(root, '.aos', 'configurations', 'texts')),
    connections: new CloudConnections(settings), steps: overridden(createEngineSteps({ bicep, git, noise: new FileNoiseStore(root), bundles, records, uploads }), settings), process: { processId: process.pid, host: hostname() },
    dispose: async () => { await bicep.dispose(); await settings.dispose?.(); },
  });
}

/** One connection for each cloud, opened at the first request; a failed one is opened again. */
class CloudConnections implements Connections {
  private readonly open = new Map<string, Promise<AzureConnection>>();

  constructor(private readonly settings: EngineSettings) {}

  connect(environment: Environment | undefined, signal?: AbortSignal): Promise<AzureConnection> {
    const cloud = this.settings.cloud ?? environment?.cloud ?? 'azure';
    const known = this.open.get(cloud) ?? this.connectTo(cloud, signal);
    this.open.set(cloud, known);
    known.catch(() => this.open.delete(cloud));
    return known;
  }

  private async connectTo(cloud: string, signal?: AbortSignal): Promise<AzureConnection> {
    const endpoint = cloud === 'sandbox' ? await this.settings.sandboxEndpoint(signal) : undefined;
    const tokenProvider = this.settings.tokenProvider;
    return connectAzure({ cloud, ...(endpoint !== undefined && { endpoint }), ...(endpoint === undefined && tokenProvider && isNamed(cloud) && { tokenProvider }), ...(signal && { signal }) });
  }
}

/** An endpoint given by its URL has a token service of its own. */
const isNamed = (cloud: string): boolean => !/^https?:/i.test(cloud);

/** What the user chose for this session stands above what the environments say. */
function overridden(steps: EngineSteps, { cloud, subscriptionId, resourceGroup }: EngineSettings): EngineSteps {
  const choice = { ...(cloud !== undefined && { cloud }), ...(subscriptionId !== undefined && { subscriptionId }), ...(resourceGroup !== undefined && { resourceGroup }) };
  return {
    ...steps,
    discover: async (files) => {
      const { environments, problems } = await steps.discover(files);
      return { environments: environments.map((one) => ({ ...one, ...choice })), problems };
    },
  };
}
