export { asAzCommands, asOrchestratorCommands, shellQuote, type CommandSubject } from './commands';
export { renderGithubWorkflow, workflowFile, type WorkflowSubject } from './githubWorkflow';
export { subjectOfRun } from './subjectOfRun';
export { inPromotionOrder, workflowOfWorkspace, type Repository, type WorkspaceOfWorkflow } from './workflowOfWorkspace';
