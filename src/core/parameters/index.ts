export { compileEnvironment, hashParameters, hashTemplate, listMissingSecrets, listSecureParameters, type CompiledEnvironment } from './compileEnvironment';
