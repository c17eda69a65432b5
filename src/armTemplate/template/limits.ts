import { TemplateError, type JsonObject, type JsonValue } from '../api';
import { isJsonObject } from './userFunctions';

/** Most of each that ARM takes in one template, in the words of its engine; a nested template counts on its own. @see ARM template best practices, template limits */
const limits = {
  parameters: { most: 256, words: 'input parameters' }, variables: { most: 512, words: 'variables' }, outputs: { most: 64, words: 'outputs' }, resources: { most: 800, words: 'resources' },
} as const;

/** @throws TemplateError when the template declares more than ARM takes; what is false or inside another resource counts, what exists does not. */
export function checkDeclared(json: JsonObject): void {
  for (const section of ['parameters', 'variables', 'outputs'] as const) checkNumber(section, isJsonObject(json[section]) ? Object.keys(json[section]).length : 0);
  checkNumber('resources', resourcesIn(json.resources));
}

/** @throws TemplateError */
export function checkNumber(section: keyof typeof limits, actual: number): void {
  const { most, words } = limits[section];
  if (actual <= most) return;
  // ARM counts before it knows a place in the text.
  throw new TemplateError('InvalidTemplate', `Deployment template validation failed: 'The number of template ${words} limit exceeded. Limit: '${most}' and actual: '${actual}'. Please see https://aka.ms/arm-syntax-${section} for usage details.'.`, '', [{ type: 'TemplateViolation', info: { lineNumber: 0, linePosition: 0, path: '' } }]);
}

function resourcesIn(resources: JsonValue | undefined): number {
  if (typeof resources !== 'object' || resources === null) return 0;
  return Object.values(resources).reduce((sum: number, resource: JsonValue) => (isJsonObject(resource) && resource.existing !== true ? sum + 1 + resourcesIn(resource.resources) : sum), 0);
}
