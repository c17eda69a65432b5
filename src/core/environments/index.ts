export { parseAosYaml, type ApplicationSettings, type ConfigurationSettings, type EnvironmentSettings, type WorkspaceSettings } from './aosYaml';
export { declaresParameter, readParametersHead, readStringParameter, type ParametersHead } from './bicepText';
export { defaultTemplate, discoverEnvironments, readSettings, type EnvironmentList } from './discover';
export type { BackupSettings, Environment, ProbeSettings } from './environment';
export { firstGreen, isSameTarget, isSandbox, type MadeAt } from './target';
