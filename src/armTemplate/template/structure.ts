import { TemplateError, type JsonObject, type JsonValue } from '../api';
import { invalidTemplate } from '../fault';
import { checkDeclared } from './limits';
import { pathText, violation, type Template } from './template';
import { isJsonObject } from './userFunctions';
import { plainText } from '../values/plainText';

const SECTIONS = ['$schema', 'contentversion', 'languageversion', 'apiprofile', 'metadata', 'parameters', 'variables', 'functions', 'resources', 'outputs', 'definitions', 'imports', 'extensions', 'copy', 'rules', 'asserts'];
const TYPES = ['string', 'securestring', 'int', 'bool', 'object', 'secureobject', 'array'];
type Path = readonly (string | number)[];

/** Checks sections, parameters, resources and outputs for the shape ARM asks for. @throws TemplateError */
export function checkStructure(template: Template): void {
  const { json } = template;
  if (!('$schema' in json) || typeof json.$schema !== 'string') throw parseFailed(template, [], "Required property '$schema' not found in JSON");
  if (typeof json.contentVersion !== 'string') throw parseFailed(template, [], "Required property 'contentVersion' not found in JSON");
  for (const key of Object.keys(json)) if (!SECTIONS.includes(key.toLowerCase())) throw parseFailed(template, [key], `Could not find member '${key}' on object of type 'Template'`);
  for (const name of ['parameters', 'outputs', 'definitions', 'variables']) if (name in json && !isJsonObject(json[name])) throw parseFailed(template, [name], `The section '${name}' must be an object`);
  for (const [name, definition] of Object.entries(template.section('parameters'))) checkDefinition(template, definition, ['parameters', name], 'parameter', name);
  for (const [name, definition] of Object.entries(template.section('outputs'))) checkDefinition(template, definition, ['outputs', name], 'output', name);
  checkResources(template, json.resources, ['resources']);
  checkDeclared(json);
}

/** ARM's frame around errors of reading. */
function parseFailed(template: Template, path: Path, reason: string): TemplateError {
  const { line, column } = template.locate(path);
  return new TemplateError('InvalidTemplate', `Deployment template parse failed: '${reason}. Path '${pathText(path)}', line ${line}, position ${column}.'.`, pathText(path), violation(template, path));
}

function checkDefinition(template: Template, definition: JsonValue, path: Path, kind: string, name: string): void {
  if (!isJsonObject(definition)) throw parseFailed(template, path, `The template ${kind} '${name}' must be an object`);
  const misses = 'type' in definition && !TYPES.includes(plainText(definition.type).toLowerCase());
  if (misses) {
    const { line, column } = template.locate(path);
    throw invalidTemplate(`The template ${kind} '${name}' at line '${line}' and column '${column}' has an invalid 'type': '${plainText(definition.type ?? '')}'. Supported types are 'String, SecureString, Int, Bool, Array, Object, SecureObject'. Please see https://aka.ms/arm-syntax-${kind}s for usage details.`, pathText(path), violation(template, path));
  }
  if (definition.nullable === true && !('languageVersion' in template.json)) throw invalidTemplate(`Template language version must be specified in order to use feature 'NullableParameters'.`, pathText(path), violation(template, path));
  if (kind === 'output' && !('value' in definition) && !('copy' in definition)) throw parseFailed(template, path, "Required property 'value' not found in JSON");
}

function checkResources(template: Template, resources: JsonValue | undefined, path: Path): void {
  if (resources === undefined) throw parseFailed(template, [], "Required property 'resources' not found in JSON");
  if (typeof resources !== 'object' || resources === null) throw parseFailed(template, path, 'The section \'resources\' must be an array or an object');
  for (const [key, resource] of Object.entries(resources)) checkResource(template, resource as JsonValue, [...path, Array.isArray(resources) ? Number(key) : key]);
}

function checkResource(template: Template, resource: JsonValue, path: Path): void {
  if (!isJsonObject(resource)) throw parseFailed(template, path, 'A resource must be an object');
  if (typeof resource.import === 'string' || typeof resource.extension === 'string') return;
  for (const name of ['type', 'name', 'apiVersion']) {
    if (typeof resource[name] === 'string' && resource[name] !== '') continue;
    const { line, column } = template.locate(path);
    throw invalidTemplate(`The template resource '${nameOf(resource)}' at line '${line}' and column '${column}' is not valid. The ${name} property is required. Please see https://aka.ms/arm-syntax-resources for usage details.`, pathText(path), violation(template, path));
  }
  const children = resource.resources;
  if (children !== undefined && typeof resource.type === 'string' && resource.type.toLowerCase() !== 'microsoft.resources/deployments') checkResources(template, children, [...path, 'resources']);
}

const nameOf = (resource: JsonObject): string => (typeof resource.name === 'string' ? resource.name : '');
