import type { Reach } from '../configurations';
import { notBuilt } from '../notBuilt';
import type { MovedSecret, PlainSecret, SecretResult, SecretsReport } from './contract';

export interface SecretPorts { readonly reach: Reach }

/** Secrets of an environment's Key Vault. Values go in and never come out: no method returns, logs or stores one. */
export class SecretService {
  constructor(protected readonly ports: SecretPorts) {}

  /** What the applications and MCP servers of the workspace need, and what the vault has. @throws LogicError `Secrets.NoVault`. */
  list(_environment: string, _signal?: AbortSignal): Promise<SecretsReport> { return Promise.reject(notBuilt('Listing secrets')); }

  /** Writes one secret as a new version, unless it has that value already. @throws InputError `Secrets.BadName`, `Secrets.Empty`; LogicError `Vault.Denied`. */
  set(_environment: string, _name: string, _value: string, _signal?: AbortSignal): Promise<SecretResult> { return Promise.reject(notBuilt('Setting secrets')); }

  /** Writes secrets whose values the deployed resources know (connection strings). `names` absent: all of those. @throws InputError `Secrets.NotFromDeployment`. */
  setFromDeployment(_environment: string, _names?: readonly string[], _signal?: AbortSignal): Promise<readonly SecretResult[]> { return Promise.reject(notBuilt('Setting secrets')); }

  /** Settings of the applications that hold a secret as plain text. */
  findPlain(_environment: string, _options?: { readonly applications?: readonly string[]; readonly slot?: string }, _signal?: AbortSignal): Promise<readonly PlainSecret[]> { return Promise.reject(notBuilt('Looking for secrets in settings')); }

  /** Puts plain secrets into the vault, and references in their place; one that then does not resolve gets its plain value back. */
  move(_environment: string, _secrets: readonly PlainSecret[], _signal?: AbortSignal): Promise<readonly MovedSecret[]> { return Promise.reject(notBuilt('Moving secrets')); }
}
