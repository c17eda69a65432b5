import type { TemplateError} from '../api';
import { type CopyPlace, type JsonObject, type JsonValue } from '../api';
import { checkCount, evaluateJson } from '../evaluation/evaluateJson';
import type { Frame, Scope } from '../evaluation/frame';
import { explain, ExpressionFault, invalidTemplate } from '../fault';
import { checkNumber } from '../template/limits';
import { pathText, violation, type Template } from '../template/template';
import { isJsonObject } from '../template/userFunctions';
import { isInteger, isUnknown, toExpression, type Value } from '../values/value';
import { readDeclarations, type Declaration } from './declarations';
import { identify, type Identity } from './identity';
import { printExpression } from '../expressions/print';
import { plainText } from '../values/plainText';

/** One resource after copy loops; its body is not evaluated yet. */
export interface Instance extends Identity {
  readonly declaration: Declaration;
  readonly copy?: CopyPlace;
  readonly existing: boolean;
  readonly condition: Value;
  /** Where its expressions are evaluated; copyIndex() is bound. */
  readonly frame: Frame;
  readonly key: string;
}

/** A declaration whose number of instances, or identity, is not known yet. */
export interface Skipped { readonly declaration: Declaration; readonly reason: string; readonly code: string }

/** Expands all declarations, parents before their children. @throws TemplateError `InvalidTemplate`; partial scopes collect in `skipped` what depends on run-time values. */
export function makeInstances(scope: Scope, skipped: Skipped[]): Instance[] {
  const instances: Instance[] = [], keys = new Set<string>();
  const uniqueKey = (key: string): string => {
    let unique = key;
    for (let count = 2; keys.has(unique.toLowerCase()); count++) unique = `${key}#${count}`;
    keys.add(unique.toLowerCase());
    return unique;
  };
  const expand = (declaration: Declaration, frame: Frame, parent: Instance | undefined): void => {
    explain(() => {
      if (declaration.extension) { skipped.push({ declaration, code: 'ExtensionResource', reason: `It is a resource of the extension '${declaration.extension}', not of Azure Resource Manager.` }); return; }
      for (const { copy, frame: inner } of copies(declaration, frame, skipped)) {
        const instance = makeInstance(declaration, inner, copy ?? parent?.copy, parent, uniqueKey);
        instances.push(instance);
        for (const child of declaration.children) expand(child, inner, instance);
      }
    }, (reason) => resourceError(scope.template, declaration, reason));
  };
  for (const declaration of readDeclarations(scope.template)) expand(declaration, { scope, place: 'identity', depth: 0 }, undefined);
  checkNumber('resources', instances.filter(({ existing }) => !existing).length);
  checkDuplicates(scope.template, instances);
  return instances;
}

/** ARM's frame around what is wrong with one resource. */
export function resourceError(template: Template, { json, path }: Declaration, reason: string): TemplateError {
  const { line, column } = template.locate(path);
  return invalidTemplate(`The template resource '${plainText(json.name)}' at line '${line}' and column '${column}' is not valid: ${reason}. Please see https://aka.ms/arm-functions for usage details.`, pathText(path), violation(template, path));
}

function makeInstance(declaration: Declaration, frame: Frame, copy: CopyPlace | undefined, parent: Instance | undefined, uniqueKey: (key: string) => string): Instance {
  const { json, symbolicName } = declaration, identity = identify(json, frame, parent), { id } = identity;
  const condition = 'condition' in json ? evaluateCondition(json.condition!, frame) : true;
  const key = symbolicName !== undefined ? (copy ? `${symbolicName}[${copy.index}]` : symbolicName) : isUnknown(id) ? `[${printExpression(toExpression(id))}]` : plainText(id);
  return { ...identity, declaration, copy, condition, existing: json.existing === true, frame, key: uniqueKey(key) };
}

function evaluateCondition(json: JsonValue, frame: Frame): Value {
  const condition = evaluateJson(json, frame);
  if (isUnknown(condition) || typeof condition === 'boolean') return condition;
  if (typeof condition === 'string' && /^(true|false)$/i.test(condition)) return condition.toLowerCase() === 'true';
  throw new ExpressionFault(`The resource condition must be a boolean value.`);
}

interface CopyStep { readonly copy?: CopyPlace; readonly frame: Frame }

function copies({ json, symbolicName, ...rest }: Declaration, frame: Frame, skipped: Skipped[]): CopyStep[] {
  const { copy } = json;
  if (!isJsonObject(copy)) return [{ frame }];
  const count = evaluateJson(copy.count ?? null, frame);
  if (isUnknown(count)) {
    skipped.push({ declaration: { json, symbolicName, ...rest }, code: 'CopyCountUnknown', reason: `The number of copies is only known when the deployment runs: ${printExpression(count.expression)}.` });
    return [];
  }
  return Array.from({ length: checkCount(count) }, (_, index) => copyStep(copy, index, Number(count), symbolicName, frame));
}

function copyStep(copy: JsonObject, index: number, count: number, symbolicName: string | undefined, frame: Frame): CopyStep {
  const name = typeof copy.name === 'string' ? copy.name : symbolicName ?? '';
  const mode = plainText(copy.mode).toLowerCase() === 'serial' ? 'serial' : 'parallel', batchSize = copy.batchSize === undefined ? undefined : evaluateJson(copy.batchSize, frame);
  if (batchSize !== undefined && (!isInteger(batchSize) || batchSize < 1)) throw new ExpressionFault(`The copy batchSize must be a positive integer.`);
  const place: CopyPlace = { name, index, count, mode, ...(mode === 'serial' ? { batchSize: Number(batchSize ?? 1) } : {}) };
  return { copy: place, frame: { ...frame, copy: { name, index, outer: frame.copy, isDefault: true } } };
}

/** The same ID twice is refused, unless conditions leave at most one of them. */
function checkDuplicates(template: Template, instances: readonly Instance[]): void {
  const seen = new Set<string>();
  for (const { id, condition, existing, declaration } of instances) {
    if (existing || condition !== true || typeof id !== 'string') continue;
    if (!seen.has(id.toLowerCase())) { seen.add(id.toLowerCase()); continue; }
    const { line, column } = template.locate(declaration.path);
    throw invalidTemplate(`The resource '${id.replace(/^.*?\/providers\//i, '')}' at line '${line}' and column '${column}' is defined multiple times in a template. Please see https://aka.ms/arm-syntax-resources for usage details.`, pathText(declaration.path), violation(template, declaration.path));
  }
}
