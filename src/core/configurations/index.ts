export { compareConfigurations, type ComparedConfiguration, type ConfigurationState } from './compare';
export { blobNameOf, hashConfiguration, hashText, parseConfiguration, parseRegistry, refuseDuplicates, renderRegistry, type Configuration, type ConfigurationKind } from './configuration';
export { compareWithDeployed, forEachBounded, uploadConfigurations, type UploadOptions, type UploadOutcome, type UploadPorts, type UploadResult, type UploadSubject } from './upload';
export type { LeftOut } from './registryForm';
export type { RegistryResult } from './registryUpload';
export { ConfigurationService, type ConfigurationComparison, type ConfigurationPorts, type ConfigurationReport, type Reach, type UploadReport, type UploadRequest } from './service';
export { findConfigurations, registryName, type ConfigurationSources } from './sources';
export type { ConfigurationVersion } from './versions';
export type { ConversionPlan, MergeConflict, MergeResult, NewConfiguration, NewConfigurationAnswers, RuntimeReport, RuntimeState, RuntimeStatus, ThreeSides } from './contract';
