/** Every id the manifest names. A test compares this file with package.json. */

/** Commands of the palette. */
export const commands = {
  plan: 'aosDeploy.plan.show',
  planLocally: 'aosDeploy.plan.local',
  detectDrift: 'aosDeploy.drift.detect',
  deploy: 'aosDeploy.run.start',
  rehearse: 'aosDeploy.run.rehearse',
  resume: 'aosDeploy.run.resume',
  cancel: 'aosDeploy.run.cancel',
  history: 'aosDeploy.history.show',
  compareRuns: 'aosDeploy.run.compare',
  copyAsCommands: 'aosDeploy.run.copyAsCommands',
  verify: 'aosDeploy.health.verify',
  smokeTests: 'aosDeploy.health.smokeTests',
  loadTest: 'aosDeploy.health.loadTest',
  newEnvironment: 'aosDeploy.environment.new',
  compareEnvironments: 'aosDeploy.matrix.show',
  generateWorkflow: 'aosDeploy.workflow.generate',
  selectEnvironment: 'aosDeploy.environment.select',
  selectSubscription: 'aosDeploy.subscription.select',
  signIn: 'aosDeploy.account.signIn',
  startSandbox: 'aosDeploy.sandbox.start',
  showSandbox: 'aosDeploy.sandbox.show',
  resetSandbox: 'aosDeploy.sandbox.reset',
  checkPrerequisites: 'aosDeploy.prerequisites.check',
  deployApplications: 'aosDeploy.applications.deploy',
  deployToSlot: 'aosDeploy.applications.deployToSlot',
  swapSlots: 'aosDeploy.applications.swap',
  configureSettings: 'aosDeploy.applications.configureSettings',
  setSecrets: 'aosDeploy.secrets.set',
  validateConfigurations: 'aosDeploy.configurations.validate',
  uploadAgents: 'aosDeploy.agents.upload',
  uploadServers: 'aosDeploy.servers.upload',
  compareConfigurations: 'aosDeploy.configurations.compare',
  pruneConfigurations: 'aosDeploy.configurations.prune',
  restoreConfiguration: 'aosDeploy.configurations.restore',
  takeDeployed: 'aosDeploy.configurations.take',
  convertConfigurations: 'aosDeploy.configurations.convert',
  mergeConfiguration: 'aosDeploy.configurations.merge',
  newAgent: 'aosDeploy.agents.new',
  newServer: 'aosDeploy.servers.new',
  testAgent: 'aosDeploy.agents.test',
  showLog: 'aosDeploy.log.show',
  openSample: 'aosDeploy.sample.open',
  runChecklist: 'aosDeploy.checklist.run',
  attestItem: 'aosDeploy.checklist.attest',
  runItemAction: 'aosDeploy.checklist.act',
  exportReadiness: 'aosDeploy.checklist.report',
  filterChecklist: 'aosDeploy.checklist.filter',
  searchChecklist: 'aosDeploy.checklist.search',
  rollBackInfrastructure: 'aosDeploy.rollback.infrastructure',
  rollBackApplication: 'aosDeploy.rollback.application',
  restoreData: 'aosDeploy.restore.data',
  backUp: 'aosDeploy.backup.make',
  testBackup: 'aosDeploy.backup.test',
  declareIncident: 'aosDeploy.incident.declare',
} as const;

/** Commands that need a tree item or a view and stay out of the palette. */
export const viewCommands = {
  refreshEnvironments: 'aosDeploy.environments.refresh',
  openParameters: 'aosDeploy.environment.openParameters',
  openTemplate: 'aosDeploy.environment.openTemplate',
  openProblem: 'aosDeploy.problem.open',
  showRun: 'aosDeploy.run.show',
  showRunRecord: 'aosDeploy.run.showRecord',
  copyRunId: 'aosDeploy.run.copyId',
  refreshApplications: 'aosDeploy.applications.refresh',
  showApplication: 'aosDeploy.application.show',
  browseApplication: 'aosDeploy.application.browse',
  refreshConfigurations: 'aosDeploy.configurations.refresh',
  openConfiguration: 'aosDeploy.configuration.open',
  refreshResources: 'aosDeploy.resources.refresh',
  filterResources: 'aosDeploy.resources.filter',
  clearResourceFilter: 'aosDeploy.resources.clearFilter',
  moreResources: 'aosDeploy.resources.showMore',
  openResourceInPortal: 'aosDeploy.resource.openInPortal',
  copyResourceId: 'aosDeploy.resource.copyId',
  showResourceJson: 'aosDeploy.resource.showJson',
  refreshChecklist: 'aosDeploy.checklist.refresh',
  runItems: 'aosDeploy.checklist.runItems',
  clearChecklistFilter: 'aosDeploy.checklist.clearFilter',
  confirmItem: 'aosDeploy.checklist.confirm',
  runItemActions: 'aosDeploy.checklist.actTogether',
  undoItemAction: 'aosDeploy.checklist.undo',
  withdrawItem: 'aosDeploy.checklist.withdraw',
  excludeItem: 'aosDeploy.checklist.exclude',
  openListedItem: 'aosDeploy.checklist.openListed',
  showItemEvidence: 'aosDeploy.checklist.showEvidence',
  showReport: 'aosDeploy.checklist.showReport',
  watchEnvironment: 'aosDeploy.checklist.watch',
} as const;

export const container = 'aosDeploy';
export const views = { environments: 'aosDeploy.environments', resources: 'aosDeploy.resources', checklist: 'aosDeploy.checklist' } as const;
export const panels = { plan: 'aosDeploy.plan', deployment: 'aosDeploy.deployment', matrix: 'aosDeploy.matrix', sandbox: 'aosDeploy.sandbox', settings: 'aosDeploy.settings', report: 'aosDeploy.report' } as const;
export const walkthrough = 'aosDeploy.start';

/** Context keys; each is written by one owner. */
export const contextKeys = {
  /** `unknown`, `loading`, `none`, `failed` or `some`. */
  environments: 'aosDeploy.environmentsState',
  /** What the Resources view shows instead of resources: see ResourcesState. */
  resources: 'aosDeploy.resourcesState',
  hasResourceFilter: 'aosDeploy.hasResourceFilter',
  hasChecklistFilter: 'aosDeploy.hasChecklistFilter',
  hasActiveRun: 'aosDeploy.hasActiveRun',
  hasInterruptedRun: 'aosDeploy.hasInterruptedRun',
  sandboxIsRunning: 'aosDeploy.sandboxIsRunning',
} as const;

export const settings = {
  section: 'aosDeploy',
  bicepPath: 'aosDeploy.bicep.path',
  cloud: 'aosDeploy.cloud',
  openPagesBeside: 'aosDeploy.pages.openBeside',
  rules: 'aosDeploy.rules',
  sandboxPort: 'aosDeploy.sandbox.port',
  sandboxLatencyMs: 'aosDeploy.sandbox.latencyMs',
  sandboxFaultFile: 'aosDeploy.sandbox.faultFile',
  sandboxSeed: 'aosDeploy.sandbox.seed',
  sandboxProvisioningDelay: 'aosDeploy.sandbox.provisioningDelay',
} as const;

/** Scheme of read-only documents. */
export const documentScheme = 'aos-deploy';
/** Names of what VS Code keeps for us in the workspace. */
export const memory = { selectedEnvironment: 'selectedEnvironment', targets: 'targets' } as const;
/** Extra colours of the manifest. */
export const colors = { protected: 'aosDeploy.protectedEnvironment' } as const;
