export { compileEnvironment, hashParameters, hashTemplate, listMissingSecrets, listSecureParameters, type CompiledEnvironment } from './compileEnvironment';
export { validateEnvironment } from './validateEnvironment';
