import type * as vscode from 'vscode';
import type { Account } from './account/account';
import type { BackupWatcher } from './backups/backupWatcher';
import type { Boundary } from './commands/boundary';
import type { ReadOnlyDocuments } from './documents/readOnlyDocuments';
import type { EditorPorts, Memory } from './ports';
import type { Problems } from './problems';
import type { RunCoordinator } from './runs/runCoordinator';
import type { Engines } from './state/engines';
import type { EnvironmentStore } from './state/environmentStore';
import type { ChecklistStore } from './views/checklist/checklistStore';
import type { ResourceStore } from './views/resources/resourceStore';
import type { WorkloadStore } from './workloads/workloadStore';
import type { Panels } from './webviews/panels';
import type { PlanSessions } from './webviews/plan/planSessions';

/** What commands and views work with; built once in `editor.ts`. */
export interface EditorServices {
  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  readonly ports: EditorPorts;
  readonly memory: Memory;
  readonly engines: Engines;
  readonly environments: EnvironmentStore;
  readonly resources: ResourceStore;
  readonly checklists: ChecklistStore;
  readonly workloads: WorkloadStore;
  readonly backups: BackupWatcher;
  readonly account: Account;
  readonly boundary: Boundary;
  readonly problems: Problems;
  readonly documents: ReadOnlyDocuments;
  readonly panels: Panels;
  readonly plans: PlanSessions;
  readonly runs: RunCoordinator;
  /** The workspace folder that is served; undefined without a folder. */
  readonly root: () => string | undefined;
  readonly now: () => Date;
}
