export { compareConfigurations, type ComparedConfiguration, type ConfigurationState } from './compare';
export { blobNameOf, hashConfiguration, hashText, parseConfiguration, parseRegistry, refuseDuplicates, renderRegistry, type Configuration, type ConfigurationKind } from './configuration';
export { compareWithDeployed, forEachBounded, uploadConfigurations, type UploadOptions, type UploadOutcome, type UploadPorts, type UploadResult, type UploadSubject } from './upload';
