import { evaluate } from '../evaluation/evaluate';
import { evaluateJson } from '../evaluation/evaluateJson';
import { visitCalls, type Call, type Expression } from '../expressions/ast';
import { TemplateError, RuntimeValueUnavailable } from '../api';
import { explain, invalidTemplate } from '../fault';
import { pathText, violation } from '../template/template';
import type { Instance } from './instances';
import { resourceError } from './instances';
import type { Lookup } from './lookup';
import { plainText } from '../values/plainText';

/** Keys of everything an instance must wait for: declared, and implied by references. */
export function dependenciesOf(instance: Instance, lookup: Lookup): string[] {
  const keys = new Set<string>();
  for (const name of declared(instance)) for (const found of findDeclared(instance, name, lookup)) keys.add(found.key);
  for (const call of instance.declaration.runtimeCalls) for (const found of implied(call, instance, lookup)) if (found.key !== instance.key) keys.add(found.key);
  return [...keys];
}

function declared({ declaration, frame }: Instance): string[] {
  const { dependsOn } = declaration.json;
  if (!Array.isArray(dependsOn)) return [];
  return explain(() => dependsOn.map((item) => evaluateJson(item, frame)).filter((item) => typeof item === 'string'), (reason) => resourceError(frame.scope.template, declaration, reason));
}

function findDeclared({ declaration, frame, type, name: own }: Instance, name: string, lookup: Lookup): readonly Instance[] {
  const one = lookup.findInstance(name), loop = lookup.findLoopInstances(name);
  if (one ?? loop) return one ? [one] : loop!;
  const { template } = frame.scope, { path } = declaration, { line, column } = template.locate(path);
  // A child may name its parent's child by the last segments alone.
  const relative = typeof own === 'string' ? lookup.findInstance(`${type.split('/').slice(0, -1).join('/')}/${own.split('/').slice(0, -1).join('/')}/${name}`) : undefined;
  if (relative) return [relative];
  if (lookup.isAmbiguous(name)) throw invalidTemplate(`The template resource '${plainText(declaration.json.name)}' at line '${line}' and column '${column}' depends on '${name}', which is the name of more than one resource. Use the resource ID instead. Please see https://aka.ms/arm-syntax-resources for usage details.`, pathText(path), violation(template, path));
  if (frame.scope.partial && /^\[|reference\(/.test(name)) return [];
  throw invalidTemplate(`The resource '${name.replace(/^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\//i, '')}' is not defined in the template. Please see https://aka.ms/arm-syntax for usage details.`, pathText(path), violation(template, path));
}

/** A reference waits for the resource when it names it; a resource ID with an API version may mean one that exists already, so it does not. */
function implied(call: Call, { frame }: Instance, lookup: Lookup): readonly Instance[] {
  const target = call.args[0];
  if (!target) return [];
  const name = tryText(target, frame);
  if (name === undefined) return mentioned(target, lookup);
  const found = lookup.findInstance(name);
  if (!found) return call.key === 'references' ? lookup.findLoopInstances(name) ?? [] : [];
  const byId = name.startsWith('/');
  return byId && (call.key !== 'reference' || call.args.length > 1) ? [] : [found];
}

/** What cannot be evaluated yet (it is in a loop of its own) waits for every loop or symbol whose name stands in it as text. */
function mentioned(expression: Expression, lookup: Lookup): readonly Instance[] {
  const found: Instance[] = [];
  visitCalls(expression, ({ args }) => {
    for (const arg of args) if (arg.kind === 'literal' && typeof arg.value === 'string') found.push(...lookup.findLoopInstances(arg.value.replace(/\[\{0\}\]$/, '')) ?? []);
  });
  return found;
}

function tryText(expression: Expression, frame: Instance['frame']): string | undefined {
  try {
    const value = evaluate(expression, frame);
    return typeof value === 'string' ? value : undefined;
  } catch (error) {
    if (error instanceof TemplateError || error instanceof RuntimeValueUnavailable) return undefined;
    throw error;
  }
}
