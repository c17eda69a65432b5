import { hashJson } from '../hash';
import { asObject } from '../json';
import type { Environment } from '../environments/environment';
import type { BicepCompiler } from '../ports/bicep';
import type { Diagnostic, JsonObject, JsonValue } from '../values';

/** Template and parameters of an environment, compiled. `parameters` may hold secrets: never log, store or show it. */
export interface CompiledEnvironment {
  /** No diagnostic is an error, and both documents are there. */
  readonly success: boolean;
  /** Empty objects when compilation failed. */
  readonly template: JsonObject;
  /** name -> `{value}` or `{reference}`. */
  readonly parameters: JsonObject;
  readonly diagnostics: readonly Diagnostic[];
  /** Parameters that the template declares secure, directly or through a named type. */
  readonly secureParameterNames: readonly string[];
  /** SHA-256 (hex) of the template without its generator's metadata. */
  readonly templateHash: string;
  /** SHA-256 (hex) of the parameters; of secure ones only whether and how they are given, so that no hash betrays a weak secret. */
  readonly parametersHash: string;
}

/** Compiles an environment's parameters file together with its template. Compile errors come back as diagnostics, not as exceptions.
 *  @throws InputError `Bicep.NotFound`, `Bicep.TooOld`; EnvironmentError `Bicep.Unavailable`; CancelledError. */
export async function compileEnvironment(bicep: BicepCompiler, environment: Environment, signal?: AbortSignal): Promise<CompiledEnvironment> {
  const compiled = await bicep.compileParameters(environment.parametersFile, signal);
  const template = compiled.template ?? {};
  const parameters = compiled.parameters ?? {};
  const secureParameterNames = listSecureParameters(template);
  return {
    success: compiled.success && compiled.template !== undefined && compiled.parameters !== undefined,
    template, parameters, secureParameterNames,
    diagnostics: compiled.diagnostics,
    templateHash: hashTemplate(template),
    parametersHash: hashParameters(parameters, secureParameterNames),
  };
}

/** Names of parameters of type secureString or secureObject, following `$ref` into the template's definitions. */
export function listSecureParameters(template: JsonObject): string[] {
  return Object.entries(asObject(template['parameters'])).filter(([, declared]) => isSecure(asObject(declared), template)).map(([name]) => name);
}

/** The generator's version and own hash do not matter to what is deployed. */
export const hashTemplate = (template: JsonObject): string => hashJson(withoutMetadata(template));

export function hashParameters(parameters: JsonObject, secureNames: readonly string[]): string {
  const secure = new Set(secureNames.map((name) => name.toLowerCase()));
  const visible = Object.entries(parameters).map(([name, given]) => [name, secure.has(name.toLowerCase()) ? describeSecret(asObject(given)) : given] as const);
  return hashJson(Object.fromEntries(visible));
}

/** Names of secure parameters that have no value: given as an empty string, or not given and without a default. */
export function listMissingSecrets(compiled: Pick<CompiledEnvironment, 'template' | 'parameters' | 'secureParameterNames'>): string[] {
  const declared = asObject(compiled.template['parameters']);
  return compiled.secureParameterNames.filter((name) => {
    const given = compiled.parameters[name];
    if (given === undefined) return asObject(declared[name])['defaultValue'] === undefined && asObject(declared[name])['nullable'] !== true;
    return asObject(given)['value'] === '';
  });
}

const describeSecret = (given: JsonObject): JsonValue => (given['reference'] === undefined ? { value: given['value'] === '' ? 'empty' : 'given' } : given);

function isSecure(declared: JsonObject, template: JsonObject, depth = 0): boolean {
  const reference = declared['$ref'];
  if (typeof reference === 'string' && depth < 20) return isSecure(asObject(asObject(template['definitions'])[reference.replace('#/definitions/', '')]), template, depth + 1);
  return /^secure(string|object)$/i.test(String(declared['type'] ?? ''));
}

function withoutMetadata(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map((item: JsonValue) => withoutMetadata(item));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).filter(([key, member]) => !(key === 'metadata' && asObject(member)['_generator'] !== undefined)).map(([key, member]) => [key, withoutMetadata(member)]));
}
