export { asAzCommands, asOrchestratorCommands, powerShellQuote, shellQuote, type CommandSubject, type Shell } from './commands';
export { isSameWorkflow, renderGithubWorkflow, workflowFile, type WorkflowEnvironment, type WorkflowSubject } from './githubWorkflow';
export { subjectOfRun } from './subjectOfRun';
export { inPromotionOrder, workflowOfWorkspace, type Repository, type WorkspaceOfWorkflow } from './workflowOfWorkspace';
