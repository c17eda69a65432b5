import { asObject, isArray, isObject, member } from '../json';
import { listSecureParameters } from '../parameters';
import type { JsonObject, JsonValue } from '../values';

/** `values`: what was taken out, by the secure parameter of the whole template that stands for it now. */
export interface RedactedTemplate { readonly template: JsonObject; readonly values: Readonly<Record<string, JsonValue>> }

/**
 * A template without the secrets that somebody wrote into it: defaults of secure parameters, and texts given to secure parameters of modules.
 * It stays deployable: each becomes a secure parameter of the whole template (`module_parameter`), passed down to where the secret was.
 */
export function redactTemplate(template: JsonObject): RedactedTemplate {
  const secure = new Set(listSecureParameters(template));
  const values: Record<string, JsonValue> = {};
  const parameters: Record<string, JsonValue> = {};
  for (const [name, declared] of Object.entries(asObject(template['parameters']))) {
    const { defaultValue, ...rest } = asObject(declared);
    const hidden = secure.has(name) && isLiteral(defaultValue);
    parameters[name] = hidden ? rest : declared;
    if (hidden) values[name] = defaultValue;
  }
  const lift = (wanted: string, type: JsonValue, value: JsonValue): string => {
    const name = freeName(wanted, parameters);
    parameters[name] = { type };
    values[name] = value;
    return name;
  };
  const resources = mapResources(template['resources'], (key, resource) => redactModule(key, resource, lift));
  // What holds no secret stays the very same object: whoever has evaluated it need not do so again.
  if (Object.keys(values).length === 0 && resources === template['resources']) return { template, values };
  return { template: { ...template, ...(Object.keys(parameters).length > 0 && { parameters }), ...(resources !== undefined && { resources }) }, values };
}

/** Declares a secure parameter one level up and answers its name. */
type Lift = (wanted: string, type: JsonValue, value: JsonValue) => string;

function redactModule(key: string, resource: JsonObject, lift: Lift): JsonObject {
  const properties = asObject(resource['properties']);
  const inner = properties['template'];
  if (String(resource['type']).toLowerCase() !== 'microsoft.resources/deployments' || !isObject(inner)) return resource;
  const { template, values } = redactTemplate(inner);
  const given: Record<string, JsonValue> = { ...asObject(properties['parameters']) };
  let isSame = template === inner;
  for (const name of listSecureParameters(template)) {
    const passed = member(given, name);
    const secret = passed === undefined ? values[name] : member(passed, 'value');
    if (!isLiteral(secret)) continue;
    const type = asObject(asObject(template['parameters'])[name])['type'] ?? 'secureString';
    given[name] = { value: `[parameters('${lift(`${key}_${name}`, type, secret)}')]` };
    isSame = false;
  }
  if (isSame) return resource;
  return { ...resource, properties: { ...properties, template, ...(Object.keys(given).length > 0 && { parameters: given }) } };
}

/** Resources are a list, or an object by symbolic names. */
function mapResources(resources: JsonValue | undefined, map: (key: string, resource: JsonObject) => JsonObject): JsonValue | undefined {
  if (!isArray(resources) && !isObject(resources)) return resources;
  const before = Object.entries(resources);
  const after = before.map(([name, resource], index): [string, JsonValue] => [name, isObject(resource) ? map(isArray(resources) ? keyOf(resource, index) : name, resource) : resource]);
  if (after.every(([, resource], index) => resource === before[index]?.[1])) return resources;
  return isArray(resources) ? after.map(([, resource]) => resource) : Object.fromEntries(after);
}

const keyOf = ({ name }: JsonObject, index: number): string => (typeof name === 'string' && /^[A-Za-z][\w-]*$/.test(name) ? name.replaceAll('-', '_') : `module${index}`);

function freeName(wanted: string, taken: Readonly<Record<string, unknown>>): string {
  const used = new Set(Object.keys(taken).map((name) => name.toLowerCase()));
  for (let index = 1; ; index++) {
    const name = index === 1 ? wanted : `${wanted}${index}`;
    if (!used.has(name.toLowerCase())) return name;
  }
}

/** Something that a person wrote: neither absent, nor empty, nor an expression. */
function isLiteral(value: JsonValue | undefined): value is JsonValue {
  if (typeof value === 'string') return value !== '' && !(value.startsWith('[') && !value.startsWith('[[') && value.endsWith(']'));
  return typeof value === 'number' || (isObject(value) && Object.values(value).some(isLiteral)) || (isArray(value) && value.some(isLiteral));
}
