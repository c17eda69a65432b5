import type { Engine } from '../../../engine';
import type { CompiledEnvironment } from '../../../parameters';
import type { Check, EvidenceRecords, EvidenceReport } from '../../../evidence';
import type { Environment } from '../../../environments';
import type { AuditStore, AzureConnection, Clock, CommandAnswer, Commands, GroupScope, LocalTools, WorkspaceFiles } from '../../../ports';
import type { CatalogueItem } from '../../catalogueItem';
import type { ChecklistView } from '../../service';
import type { ActionInput, Finding } from '../action';

/** What the work of a row needs of the rest of the product. */
export interface WorkPorts {
  readonly files: WorkspaceFiles;
  readonly clock: Clock;
  readonly commands: Commands;
  readonly tools: LocalTools;
  readonly records: EvidenceRecords;
  readonly audit: AuditStore;
  readonly engine: Pick<Engine, 'validate' | 'plan' | 'deploy' | 'applications' | 'rollback' | 'restore' | 'restoreTests' | 'listResources' | 'history' | 'secrets' | 'watches'>;
  compile(environment: Environment, signal?: AbortSignal): Promise<CompiledEnvironment>;
  reach(environment: Environment, signal?: AbortSignal): Promise<{ readonly connection: AzureConnection; readonly scope: GroupScope }>;
  /** Asks queries by checks of the moment; nothing is kept. */
  gather(environment: string, checks: readonly Check[], signal?: AbortSignal): Promise<EvidenceReport>;
}

export interface WorkScene {
  readonly view: ChecklistView;
  readonly item: CatalogueItem;
  readonly ports: WorkPorts;
  readonly inputs: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  readonly onLine: (line: string) => void;
  connection(): Promise<{ readonly connection: AzureConnection; readonly scope: GroupScope }>;
}

/** One click of a row: what it will do, then doing it; what it finds is the row's evidence. */
export interface RowWork {
  readonly row: string;
  readonly inputs?: readonly ActionInput[];
  /** In sentences, before anything is done. */
  describe(scene: WorkScene): string;
  /** What of it would change now, line by line; only reads. */
  preview?(scene: WorkScene): Promise<readonly string[]>;
  /** It changes Azure: it asks first. */
  readonly changesAzure?: boolean;
  /** It commits, pushes or switches what the workspace holds: it asks first, too. */
  readonly changesRepository?: boolean;
  run(scene: WorkScene): Promise<Finding>;
}

/** One click of items that are measured: after it the item is measured again. What it found is kept beside. */
export interface ClickWork extends Omit<RowWork, 'row'> {
  /** ID that items name. */
  readonly action: string;
  readonly title: string;
}

export const passed = (reason: string, observed?: Finding['observed']): Finding => ({ state: 'pass', reason, ...(observed !== undefined && { observed }) });
export const failed = (reason: string, observed?: Finding['observed']): Finding => ({ state: 'fail', reason, ...(observed !== undefined && { observed }) });
export const unknown = (reason: string): Finding => ({ state: 'unknown', reason });

/** Runs a command of the workspace; undefined when it is not installed. */
export function command({ ports, signal, onLine }: WorkScene, name: string, args: readonly string[], { folder = ports.files.root, env }: { readonly folder?: string; readonly env?: Readonly<Record<string, string>> } = {}): Promise<CommandAnswer | undefined> {
  return ports.commands.run({ command: name, args, folder, onLine, ...(env && { env }) }, signal);
}

/** Keeps a result for checks to read. */
export function remember({ ports, view }: WorkScene, kind: string, value: object): Promise<void> {
  const { commit, deployment } = view.facts.bound;
  return ports.records.add(view.environment.name, kind, { at: ports.clock.now().toISOString(), value: JSON.parse(JSON.stringify(value)) as never, binding: { ...(commit !== undefined && { commit }), ...(deployment !== undefined && { deployment }) } });
}
