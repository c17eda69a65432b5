import * as vscode from 'vscode';
import type { Plan } from '../core/whatIf/plan';
import type { PlanArchive } from './ports';
import { isStoredPlan, planFileName, type StoredPlan } from './shared/storedPlan';

/** Keeps plans in the folder that VS Code gives the extension for this workspace; without one, nothing is kept. Plans hold no secrets. */
export function createPlanArchive(storage: vscode.Uri | undefined, report: (what: string, error?: unknown) => void): PlanArchive {
  const fileOf = (environment: string): vscode.Uri | undefined => storage && vscode.Uri.joinPath(storage, 'plans', planFileName(environment));
  return {
    load: async (environment) => {
      const file = fileOf(environment);
      try {
        const stored: unknown = file && JSON.parse(Buffer.from(await vscode.workspace.fs.readFile(file)).toString('utf8'));
        return isStoredPlan(stored, environment) ? stored.plan : undefined;
      } catch (error) {
        if (!(error instanceof vscode.FileSystemError && error.code === 'FileNotFound')) report(`The kept plan of ${environment} could not be read.`, error);
        return undefined;
      }
    },
    save: async (plan: Plan) => {
      const file = fileOf(plan.environment);
      const stored: StoredPlan = { version: 1, plan };
      if (file) await vscode.workspace.fs.writeFile(file, Buffer.from(JSON.stringify(stored)));
    },
  };
}
