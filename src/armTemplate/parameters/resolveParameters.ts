import { TemplateError, type EvaluationContext, type GivenParameter, type JsonObject, type JsonValue, type SecretSource } from '../api';
import { evaluateJson } from '../evaluation/evaluateJson';
import type { Frame } from '../evaluation/frame';
import { makeScope } from '../evaluation/makeScope';
import { ExpressionFault, explain, guardDepth, invalidTemplate } from '../fault';
import { pathText, violation, type Template } from '../template/template';
import { hasUnknown, toJson, type Value } from '../values/value';
import { checkValue, isSecure, resolveDefinition } from './checkValue';
import { plainText } from '../values/plainText';

export interface ResolveOptions { readonly secrets?: SecretSource }

/** Values of all parameters, defaults applied and constraints checked. */
export interface ResolvedParameters {
  readonly values: { readonly [name: string]: JsonValue };
  /** Types as declared (`string`, `secureString` ...), after following `$ref`. */
  readonly types: { readonly [name: string]: string };
  /** Names of secure parameters: never echo their values. */
  readonly secure: readonly string[];
}

/** Applies defaults and checks types, allowed values, limits and user-defined types.
 *  @throws TemplateError `InvalidTemplate` with the words of ARM's deployment validation. */
export function resolveParameters(template: Template, given: { readonly [name: string]: GivenParameter }, context: EvaluationContext, options: ResolveOptions = {}): ResolvedParameters {
  return guardDepth(() => {
    const values: { [name: string]: JsonValue } = {}, types: { [name: string]: string } = {}, secure: string[] = [];
    const known = new Map(Object.entries(given).map(([name, value]) => [name.toLowerCase(), readGiven(name, value, options)]));
    for (const [name, value] of resolveValues(template, known, context, false)) values[name] = toJson(value);
    for (const [name, declared] of Object.entries(template.section('parameters'))) {
      const definition = resolveDefinition(declared as JsonObject, template);
      types[name] = plainText(definition.type);
      if (isSecure(definition)) secure.push(name);
    }
    return { values, types, secure };
  });
}

function readGiven(name: string, given: GivenParameter, { secrets }: ResolveOptions): Value | undefined {
  if (!given.reference) return given.value;
  if (!secrets) throw new TemplateError('KeyVaultParameterReferenceNotSupported', `The value of the parameter '${name}' is a Key Vault reference, and there is no Key Vault to ask here.`, name);
  return secrets(given.reference, name);
}

/** Values in order of declaration, under their declared names. `given` is keyed in lower case; undefined counts as not given. */
export function resolveValues(template: Template, given: ReadonlyMap<string, Value | undefined>, context: EvaluationContext, partial: boolean): Map<string, Value> {
  const declared = template.section('parameters');
  checkNoExtra(template, given, Object.keys(declared));
  return new ParameterResolver(template, given, context, partial).all(declared);
}

function checkNoExtra(template: Template, given: ReadonlyMap<string, unknown>, declared: readonly string[]): void {
  const names = new Set(declared.map((name) => name.toLowerCase())), extra = [...given.keys()].filter((name) => !names.has(name));
  if (extra.length === 0) return;
  throw invalidTemplate(`The template parameters '${extra.join(', ')}' in the parameters file are not valid; they are not present in the original template and can therefore not be provided at deployment time. The only supported parameters for this template are '${declared.join(', ')}'. Please see https://aka.ms/arm-pass-parameter-values for usage details.`, undefined, violation(template, ['parameters']));
}

/** Defaults may use other parameters, in any order but not in a circle. */
class ParameterResolver {
  readonly #values = new Map<string, Value>();
  readonly #open = new Set<string>();
  readonly #frame: Frame;
  readonly #declared: ReadonlyMap<string, string>;

  constructor(private readonly template: Template, private readonly given: ReadonlyMap<string, Value | undefined>, context: EvaluationContext, partial: boolean) {
    this.#declared = new Map(Object.keys(template.section('parameters')).map((name) => [name.toLowerCase(), name]));
    const parameters = { get: (key: string) => (this.#declared.has(key) ? this.#resolve(key) : undefined) } as ReadonlyMap<string, Value>;
    this.#frame = { scope: makeScope({ template, context, partial, parameters }), place: 'parameterDefault', depth: 0 };
  }

  all(declared: JsonObject): Map<string, Value> { return new Map(Object.keys(declared).map((name) => [name, this.#resolve(name.toLowerCase())])); }

  #resolve(key: string): Value {
    const known = this.#values.get(key);
    if (known !== undefined) return known;
    const name = this.#declared.get(key)!;
    if (this.#open.has(key)) throw new ExpressionFault(`The template parameter '${name}' is not valid: a circular dependency was detected.`);
    this.#open.add(key);
    const value = this.#evaluate(name, key);
    this.#open.delete(key);
    this.#values.set(key, value);
    return value;
  }

  #evaluate(name: string, key: string): Value {
    const declared = this.template.section('parameters')[name] as JsonObject, path = ['parameters', name];
    const fail = (reason: string): TemplateError => invalidTemplate(reason, pathText(path), violation(this.template, path));
    const definition = explain(() => resolveDefinition(declared, this.template), fail);
    let value = this.given.get(key);
    if ((value === undefined || value === null) && 'defaultValue' in declared && (value === undefined || definition.nullable !== true)) {
      value = explain(() => evaluateJson(declared.defaultValue!, this.#frame), (reason) => fail(`The template parameter '${name}' is not valid: ${reason}`));
    }
    if (value === undefined && definition.nullable === true) value = null;
    if (value === undefined) {
      const { line, column } = this.template.locate(path);
      throw fail(`The value for the template parameter '${name}' at line '${line}' and column '${column}' is not provided. Please see https://aka.ms/arm-create-parameter-file for usage details.`);
    }
    const checked = value;
    if (!hasUnknown(checked) || typeof checked === 'object') explain(() => checkValue(checked, definition, { name, template: this.template }), fail);
    return checked;
  }
}
