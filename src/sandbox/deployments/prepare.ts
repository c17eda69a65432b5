import { createHash } from 'node:crypto';
import {
  expandDeployment, resolveParameters, RuntimeValueUnavailable, TemplateError,
  type EvaluationContext, type Expansion, type GivenParameter, type JsonObject, type JsonValue, type ResolvedParameters, type SecretSource, type Template,
} from '../../armTemplate';
import { ArmError, badRequest } from '../armError';
import { member, textOr } from '../json';
import type { ProviderContext } from '../providers/provider';
import type { Sandbox } from '../sandbox';
import { Secrets } from './masking';
import { armType } from './renderDeployment';

export interface PreparedDeployment {
  readonly template: Template;
  readonly parameters: ResolvedParameters;
  readonly expansion: Expansion;
  readonly context: EvaluationContext;
  readonly secrets: Secrets;
}

export interface PrepareRequest {
  /** Checks the template; may know it already. @throws TemplateError */
  readonly parse: () => Template;
  readonly given: { readonly [name: string]: GivenParameter };
  readonly context: EvaluationContext;
  readonly secretSource: SecretSource;
  /** Names of parameters whose values are secret in the deployment around this one. */
  readonly secureInParent?: readonly string[];
  readonly inherited?: Secrets;
}

/** Checks a template and its parameters and expands it. @throws ArmError 400 with the code of the template engine. */
export function prepare({ parse, given, context, secretSource, secureInParent = [], inherited }: PrepareRequest): PreparedDeployment {
  return asArmError(() => {
    const template = parse();
    const parameters = resolveParameters(template, given, context, { secrets: secretSource });
    const expansion = expandDeployment({ template, parameters, context });
    const secrets = new Secrets(inherited);
    for (const name of [...parameters.secure, ...secureInParent]) secrets.add(member(parameters.values as JsonObject, name));
    return { template, parameters, expansion, context, secrets };
  });
}

/** Runs what may throw the template engine's errors. @throws ArmError */
export function asArmError<T>(work: () => T): T {
  try { return work(); } catch (error) { throw toArmError(error); }
}

export function toArmError(error: unknown): unknown {
  if (error instanceof TemplateError) return badRequest(error.code, error.message, { ...(error.target !== undefined && { target: error.target }), ...(error.additionalInfo && { additionalInfo: error.additionalInfo }), ...(error.details && { details: error.details }) });
  if (error instanceof RuntimeValueUnavailable) return badRequest('InvalidTemplate', `Unable to process template language expressions: ${error.message}`);
  // Expressions may nest deeper than the engine's recursion goes.
  if (error instanceof RangeError) return badRequest('InvalidTemplate', 'Deployment template validation failed: the template is nested too deeply to be evaluated.');
  return error;
}

/** Parameters as answers show them: secure ones by type alone. */
export function showParameters({ values, types, secure }: ResolvedParameters, given: { readonly [name: string]: GivenParameter }, secureInParent: readonly string[] = []): JsonObject {
  const hidden = new Set([...secure, ...secureInParent].map((name) => name.toLowerCase()));
  return Object.fromEntries(Object.entries(values).map(([name, value]): [string, JsonValue] => {
    const reference = member(given as unknown as JsonObject, name);
    const type = armType(types[name] ?? 'object');
    if (hidden.has(name.toLowerCase())) return [name, { type, ...(member(reference, 'reference') !== undefined && { reference: member(reference, 'reference')! }) }];
    return [name, { type, value }];
  }));
}

/** Numbers of up to 20 digits, equal for equal templates. ARM's own algorithm is not published. */
export const hashTemplate = (template: JsonObject): string => createHash('sha256').update(JSON.stringify(template)).digest().readBigUInt64BE(0).toString();

/** Reads what parameters reference in key vaults. */
export function createSecretSource(sandbox: Sandbox, context: ProviderContext): SecretSource {
  return (reference, parameterName) => {
    const vaultId = textOr(member(member(reference, 'keyVault'), 'id'));
    const [name, version] = [textOr(member(reference, 'secretName')), textOr(member(reference, 'secretVersion'))];
    if (vaultId === '' || name === '') throw badRequest('InvalidTemplateDeployment', `The parameter '${parameterName}' has a reference without 'keyVault.id' or 'secretName'.`);
    for (const module of sandbox.registry.modules) {
      const value = module.readSecret?.({ vaultId, name, ...(version && { version }) }, context);
      if (value !== undefined) return value;
    }
    throw new ArmError(400, 'KeyVaultParameterReferenceNotFound', `The specified KeyVault '${vaultId}' could not be found or has no secret '${name}'. Please see https://aka.ms/arm-keyvault for usage details.`, { target: parameterName });
  };
}
