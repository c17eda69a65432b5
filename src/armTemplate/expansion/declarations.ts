import type { JsonObject, JsonValue } from '../api';
import { visitCalls, type Call } from '../expressions/ast';
import { isExpression } from '../expressions/parser';
import type { Template } from '../template/template';
import { isJsonObject } from '../template/userFunctions';

export type Path = readonly (string | number)[];

/** A resource as the template declares it, before copies. */
export interface Declaration {
  readonly json: JsonObject;
  readonly symbolicName?: string;
  readonly path: Path;
  readonly children: readonly Declaration[];
  readonly isNestedDeployment: boolean;
  /** Set for resources of an extension, which are no ARM resources. */
  readonly extension?: string;
  /** Calls of `reference`, `references` and `list*` in its body. */
  readonly runtimeCalls: readonly Call[];
}

export const DEPLOYMENTS = 'microsoft.resources/deployments';

/** Reads the `resources` section in template order. */
export function readDeclarations(template: Template): Declaration[] { return readSection(template, template.json.resources, ['resources']); }

function readSection(template: Template, section: JsonValue | undefined, path: Path): Declaration[] {
  if (typeof section !== 'object' || section === null) return [];
  return Object.entries(section).filter(([, json]) => isJsonObject(json as JsonValue)).map(([key, json]) => readOne(template, json as JsonObject, Array.isArray(section) ? [...path, Number(key)] : [...path, key], Array.isArray(section) ? undefined : key));
}

function readOne(template: Template, json: JsonObject, path: Path, symbolicName: string | undefined): Declaration {
  const isNestedDeployment = typeof json.type === 'string' && json.type.toLowerCase() === DEPLOYMENTS;
  const extension = typeof json.extension === 'string' ? json.extension : typeof json.import === 'string' ? json.import : undefined;
  return {
    json, symbolicName, path, isNestedDeployment, extension,
    children: isNestedDeployment || extension ? [] : readSection(template, json.resources, [...path, 'resources']),
    runtimeCalls: collectCalls(template, json, isNestedDeployment),
  };
}

/** The template of a nested deployment has calls of its own, which say nothing about this level, unless it is evaluated out here; those do not wait either. */
function collectCalls(template: Template, json: JsonObject, nested: boolean): Call[] {
  const found: Call[] = [];
  const visit = (value: JsonValue): void => {
    if (typeof value === 'string') {
      if (isExpression(value)) visitCalls(template.expression(value), (call) => { if (isRuntimeCall(call)) found.push(call); });
    } else if (typeof value === 'object' && value !== null && !template.isConstant(value)) Object.values(value).forEach((item) => visit(item as JsonValue));
  };
  for (const [key, value] of Object.entries(json)) {
    if (key === 'resources' || key === 'dependsOn') continue;
    if (nested && key === 'properties' && isJsonObject(value)) Object.entries(value).forEach(([name, item]) => { if (name !== 'template') visit(item); });
    else visit(value);
  }
  return found;
}

const isRuntimeCall = ({ key }: Call): boolean => key === 'reference' || key === 'references' || (key.startsWith('list') && key.length > 4);
