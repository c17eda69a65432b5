export { findApplications, readFacts, type Application, type ApplicationFacts } from './application';
export { readDecoratedFunctions, readFunctionJson, type DeclaredFunction } from './declaredFunctions';
export { messageFor, publishPackage, type PublishProgress, type PublishResult } from './publish';
export { ApplicationService, type ApplicationPorts, type DeployApplicationOptions, type DeployApplicationReport, type PackageChanges, type PackageReport, type SettingsReport } from './service';
export { maskSetting, mergeSettings, tabulateSettings, type SettingChanges, type SettingRow, type SettingState } from './settingsTable';
export { readSettingNames, type SettingRead } from './settingsRead';
export type { Site } from './site';
export type { SwapPreview } from './slots';
export { verifyApplication, type ApplicationCheck, type CheckState } from './verifyApplication';
