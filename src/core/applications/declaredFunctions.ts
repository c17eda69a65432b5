import { parse } from 'jsonc-parser';
import { asArray, asObject, asString } from '../json';
import { literal, readArguments, readConstants, readLogicalLines } from './python';

/** A function that the sources declare. */
export interface DeclaredFunction {
  readonly name: string;
  /** `http`, `serviceBusTrigger`, `timer_trigger` and so on, as the sources call it. */
  readonly trigger: string;
  /** Route of an HTTP function, without the prefix. */
  readonly route?: string;
  /** Prefix of its route where that is not `api`. */
  readonly prefix?: string;
  /** Setting that its connection is read from. */
  readonly connection?: string;
  readonly file: string;
}

/** Functions of one Python file in the model of decorators. Knows nothing of what is imported; a name that is computed is left to the function's own. */
export function readDecoratedFunctions(file: string, source: string): readonly DeclaredFunction[] {
  const lines = readLogicalLines(source);
  const constants = readConstants(lines);
  const valueOf = (expression: string | undefined): string | undefined => literal(expression) ?? constants.get(expression?.trim() ?? '');
  const found: DeclaredFunction[] = [];
  let decorators: string[] = [];
  for (const { text } of lines) {
    if (text.startsWith('@')) { decorators.push(text); continue; }
    const name = /^(?:async\s+)?def\s+([A-Za-z_]\w*)/.exec(text)?.[1];
    if (name !== undefined) { const one = toFunction(file, name, decorators, valueOf); if (one) found.push(one); }
    decorators = [];
  }
  return found;
}

type ValueOf = (expression: string | undefined) => string | undefined;

function toFunction(file: string, ownName: string, decorators: readonly string[], valueOf: ValueOf): DeclaredFunction | undefined {
  let [name, trigger, route, connection]: (string | undefined)[] = [ownName];
  for (const decorator of decorators) {
    const method = /^@\s*[A-Za-z_][\w.]*\.([A-Za-z_]\w*)\s*\(/.exec(decorator)?.[1];
    if (method === undefined) continue;
    const given = readArguments(decorator);
    if (method === 'function_name') name = valueOf(given.get('name') ?? given.get('0')) ?? name;
    else if (method === 'route') { trigger = 'http'; route = valueOf(given.get('route') ?? given.get('0')) ?? ownName; }
    else if (/trigger$/.test(method) || method === 'schedule') trigger = method;
    connection ??= valueOf(given.get('connection'));
  }
  return trigger === undefined ? undefined : { name: name ?? ownName, trigger, file, ...(trigger === 'http' && { route: route ?? name ?? ownName }), ...(connection !== undefined && { connection }) };
}

/** A function in the model of folders, from its `function.json`; undefined when that is none. The host takes comments. */
export function readFunctionJson(file: string, folder: string, text: string): DeclaredFunction | undefined {
  const bindings = asArray(asObject(parse(text.replace(/^\uFEFF/, '')))['bindings']).map(asObject);
  const trigger = bindings.find(({ type }) => /trigger$/i.test(asString(type) ?? ''));
  if (!trigger) return undefined;
  const isHttp = asString(trigger['type'])?.toLowerCase() === 'httptrigger';
  const connection = bindings.map((one) => asString(one['connection'])).find((one) => one !== undefined);
  return { name: folder, file, trigger: isHttp ? 'http' : asString(trigger['type'])!, ...(isHttp && { route: asString(trigger['route']) ?? folder }), ...(connection !== undefined && { connection }) };
}
