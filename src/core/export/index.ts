export { asAzCommands, asOrchestratorCommands, shellQuote, type CommandSubject } from './commands';
export { isSameWorkflow, renderGithubWorkflow, workflowFile, type WorkflowEnvironment, type WorkflowSubject } from './githubWorkflow';
export { subjectOfRun } from './subjectOfRun';
export { inPromotionOrder, workflowOfWorkspace, type Repository, type WorkspaceOfWorkflow } from './workflowOfWorkspace';
