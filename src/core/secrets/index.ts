export type { MovedSecret, PlainSecret, SecretResult, SecretRow, SecretsReport, SecretState } from './contract';
export { SecretService, type SecretPorts } from './service';
