import type { CatalogueItem } from '../../../core/checklist/catalogueItem';
import type { ChecklistView } from '../../../core/checklist/service';
import { resolvePath } from '../../../core/paths';
import { commands, viewCommands } from '../../../ids';

/** Where the work of an item belongs: to a command of the editor, or to a file that a person edits. */
export type OtherAction = { readonly kind: 'command'; readonly command: string } | { readonly kind: 'file'; readonly file: string } | { readonly kind: 'none' };

const byAction: Readonly<Record<string, string>> = {
  'sign-in-to-azure': commands.signIn, 'select-subscription': commands.selectSubscription, 'check-workstation-tools': commands.checkPrerequisites, 'check-permissions': commands.plan, 'check-quotas': commands.plan,
  'validate-parameter-file': commands.planLocally, 'preview-resource-names': commands.planLocally, 'compare-environments': commands.compareEnvironments, 'create-parameter-file': commands.newEnvironment, 'review-what-if-plan': commands.plan,
  'share-deployment-plan': commands.plan, 'deploy-infrastructure': commands.deploy, 'deploy-infrastructure-directly': commands.deploy, 'show-deployment-status': commands.history, 'show-deployment-history': commands.history,
  'show-deployment-warnings': commands.history, 'open-audit-log': commands.history, 'verify-health': commands.verify, 'verify-resources': viewCommands.runItems, 'verify-rollback': commands.verify, 'list-infrastructure-deployments': commands.history,
  'export-completion-summary': commands.exportReadiness, 'export-deployment-record': commands.exportReadiness, 'run-daily-review': viewCommands.runItems, 'run-weekly-review': viewCommands.runItems, 'run-monthly-review': viewCommands.runItems, 'run-quarterly-review': commands.attestItem,
  'check-telemetry': viewCommands.runItems, 'check-tracing': viewCommands.runItems, 'check-working-tree': viewCommands.runItems, 'check-region-capability': viewCommands.runItems, 'check-policy-compliance': viewCommands.runItems,
  'upload-agent-configs': commands.uploadAgents, 'upload-mcp-server-configs': commands.uploadServers, 'configure-app-settings': commands.configureSettings, 'set-secret': commands.setSecrets, 'store-connection-secrets': commands.setSecrets,
  'new-agent-config': commands.newAgent, 'new-mcp-server-config': commands.newServer, 'run-agent-test': commands.testAgent, 'deploy-function-app': commands.deployApplications, 'roll-back-infrastructure': commands.rollBackInfrastructure, 'preview-rollback': commands.rollBackInfrastructure,
  'declare-incident': commands.declareIncident, 'assess-severity': commands.declareIncident, 'close-incident': commands.declareIncident, 'export-incident-report': commands.declareIncident, 'review-access': commands.attestItem, 'review-lint-warnings': commands.attestItem,
};

export function otherAction({ action = '', kind, binding }: CatalogueItem, { environment, list }: ChecklistView): OtherAction {
  if (['edit-parameters', 'select-region'].includes(action)) return { kind: 'file', file: environment.parametersFile };
  const root = workspaceOf(environment.parametersFile, list?.file);
  if (['edit-contacts', 'set-region-fallback', 'schedule-deployment-window', 'select-secondary-region'].includes(action)) return { kind: 'file', file: resolvePath(root, 'aos.yaml') };
  if (action === 'open-guide' && binding?.startsWith('file:')) return { kind: 'file', file: resolvePath(root, binding.slice('file:'.length)) };
  const command = byAction[action] ?? (kind === 'attest' ? commands.attestItem : undefined);
  return command === undefined ? { kind: 'none' } : { kind: 'command', command };
}

/** The task list lies at the root where it lies by default; the parameters file three levels below. */
const workspaceOf = (parametersFile: string, list: string | undefined): string => (list?.endsWith('DEPLOYMENT_TASKS.md') && !/[\\/]docs[\\/]/.test(list) ? resolvePath(list, '..') : resolvePath(parametersFile, '../../..'));
