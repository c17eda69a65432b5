export { asAzCommands, asOrchestratorCommands, shellQuote, type CommandSubject } from './commands';
export { renderGithubWorkflow, workflowFile, type WorkflowSubject } from './githubWorkflow';
