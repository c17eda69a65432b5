import { parse, printParseErrorCode, type ParseError } from 'jsonc-parser';
import type { JsonObject, JsonValue } from '../../../armTemplate';
import { isObject, objectOf, property, textOf } from '../../providers/shared/json';
import { constantsOf, decoratedFunctions, argumentsOf, type DecoratedFunction, type Decorator, type PythonValue } from './decorators';
import type { StoredPackage } from './packages';
import { readPython, type LogicalLine } from './pythonLines';

export type AuthLevel = 'anonymous' | 'function' | 'admin';

export interface DeclaredFunction {
  readonly name: string;
  /** As `function.json` has them. */
  readonly bindings: readonly JsonObject[];
  readonly scriptFile: string;
}

/** What the host makes of a package, without running it. */
export interface FunctionApp {
  readonly functions: readonly DeclaredFunction[];
  /** Why the host does not start at all; requests get 503. */
  readonly hostError?: string;
  /** Why the worker finds no functions; requests get 404. */
  readonly workerError?: string;
  /** From `host.json`; `api` by default. */
  readonly routePrefix: string;
  /** Settings without which the code fails: `os.environ["NAME"]` at any place. */
  readonly requiredSettings: readonly string[];
  /** Constants of `function_app.py`, such as its version. */
  readonly constants: ReadonlyMap<string, PythonValue>;
}

export function readFunctionApp({ sources, files }: Pick<StoredPackage, 'sources' | 'files'>, isBuilt: boolean): FunctionApp {
  const host = readHostJson(sources['host.json']);
  const modules = modulesOf(sources);
  const common = { routePrefix: host.routePrefix, requiredSettings: requiredSettings(modules), constants: constantsOf(modules.get('function_app.py')?.lines ?? []) };
  if (host.error !== undefined) return { ...common, functions: [], hostError: host.error };
  const old = oldFunctions(sources);
  if (!sources['function_app.py']) return { ...common, functions: old, ...(old.length === 0 && { workerError: 'The package has neither function_app.py nor a folder with function.json.' }) };
  const workerError = syntaxError(modules) ?? missingModule(modules, sources['requirements.txt'] ?? '', files, isBuilt);
  return workerError === undefined ? { ...common, functions: newFunctions(modules) } : { ...common, functions: [], workerError };
}

/** The host's JSON reader takes comments, and commas at the end of a list. */
function readLenient(text: string): { readonly value: JsonValue; readonly error?: string } {
  const errors: ParseError[] = [];
  const value = parse(text.replace(/^\ufeff/, ''), errors, { allowTrailingComma: true }) as JsonValue;
  return { value, ...(errors[0] && { error: `${printParseErrorCode(errors[0].error)} at ${errors[0].offset}` }) };
}

function readHostJson(text: string | undefined): { readonly routePrefix: string; readonly error?: string } {
  if (text === undefined) return { routePrefix: 'api', error: 'The package has no host.json at its root.' };
  const { value, error } = readLenient(text);
  if (error !== undefined) return { routePrefix: 'api', error: `host.json is no JSON: ${error}` };
  if (!isObject(value) || value.version !== '2.0') return { routePrefix: 'api', error: "host.json has no \"version\": \"2.0\"." };
  const prefix = textOf(property(property(property(value, 'extensions'), 'http'), 'routePrefix'));
  return { routePrefix: prefix ?? 'api' };
}

interface Module { readonly lines: readonly LogicalLine[]; readonly problem?: string }
type Modules = ReadonlyMap<string, Module>;

function modulesOf(sources: Readonly<Record<string, string>>): Modules {
  return new Map(Object.entries(sources).filter(([file]) => file.endsWith('.py')).map(([file, text]) => {
    const { lines, problem } = readPython(text);
    return [file, { lines, ...(problem && { problem: `SyntaxError: ${problem.message} (${file}, line ${problem.line})` }) }];
  }));
}

/** `function_app.py` and the modules of the package that it imports, over any number of steps. */
function reachable(modules: Modules, from = 'function_app.py', seen = new Set<string>()): Set<string> {
  if (seen.has(from) || !modules.has(from)) return seen;
  seen.add(from);
  for (const { module, names } of importsOf(modules.get(from)!.lines)) for (const file of filesOf(module, names, from)) reachable(modules, file, seen);
  return seen;
}

interface Import { readonly module: string; readonly names: readonly string[] }

function importsOf(lines: readonly LogicalLine[]): Import[] {
  return lines.flatMap(({ text }) => {
    const from = /^from\s+([.\w]+)\s+import\s+\(?([^)]*)\)?/s.exec(text);
    if (from) return [{ module: from[1]!, names: from[2]!.split(',').map((name) => name.trim().split(/\s+as\s+/)[0]!.trim()) }];
    const plain = /^import\s+(.+)$/s.exec(text);
    return plain ? plain[1]!.split(',').map((name) => ({ module: name.trim().split(/\s+/)[0]!, names: [] })) : [];
  });
}

function filesOf(module: string, names: readonly string[], importer: string): string[] {
  const dots = /^\.*/.exec(module)?.[0].length ?? 0;
  const base = dots === 0 ? [] : importer.split('/').slice(0, -dots);
  const parts = [...base, ...module.slice(dots).split('.').filter(Boolean)];
  const path = parts.join('/');
  return [`${path}.py`, `${path}/__init__.py`, ...names.flatMap((name) => [`${[...parts, name].join('/')}.py`])];
}

const syntaxError = (modules: Modules): string | undefined => [...reachable(modules)].map((file) => modules.get(file)?.problem).find((problem) => problem !== undefined);

/** Names that packages are imported by, where the name of the package does not tell. */
const importNames: Readonly<Record<string, string>> = { pyyaml: 'yaml', 'python-dateutil': 'dateutil', 'python-dotenv': 'dotenv', 'beautifulsoup4': 'bs4', pyjwt: 'jwt', 'scikit-learn': 'sklearn' };

/** A requirement that code imports and nobody installed: neither a build while deploying nor a folder of the package. */
function missingModule(modules: Modules, requirements: string, files: readonly string[], isBuilt: boolean): string | undefined {
  if (isBuilt || files.some((file) => file.startsWith('.python_packages/'))) return undefined;
  const wanted = requirementNames(requirements).filter((name) => !/^azure-functions/.test(name)).map((name) => importNames[name] ?? (name.startsWith('azure-') ? name.replaceAll('-', '.') : name.replaceAll('-', '_')));
  const imported = [...reachable(modules)].flatMap((file) => importsOf(modules.get(file)?.lines ?? []).map(({ module }) => module));
  const missing = wanted.find((name) => imported.some((module) => module === name || module.startsWith(`${name}.`)));
  return missing === undefined ? undefined : `ModuleNotFoundError: No module named '${missing}'. The package was deployed without a build and brings no .python_packages.`;
}

/** Names of the packages in a requirements file, normalised. */
export const requirementNames = (requirements: string): string[] => requirements.split('\n').flatMap((line) => {
  const name = /^\s*([A-Za-z0-9][A-Za-z0-9._-]*)/.exec(line.replace(/#.*$/, ''))?.[1];
  return name === undefined ? [] : [name.toLowerCase().replace(/[._]+/g, '-')];
});

const requiredSettings = (modules: Modules): string[] => [...new Set([...reachable(modules)].flatMap((file) => {
  const { lines } = modules.get(file) ?? { lines: [] };
  const constants = constantsOf(lines);
  return lines.flatMap(({ text }) => [...text.matchAll(/\bos\.environ\[([^\]]+)\]/g)].flatMap((match) => {
    const { positional } = argumentsOf(match[1]!, constants);
    return typeof positional[0] === 'string' ? [positional[0]] : [];
  }));
}))];

/** Functions of the v1 model: a folder with `function.json` each. */
function oldFunctions(sources: Readonly<Record<string, string>>): DeclaredFunction[] {
  return Object.entries(sources).flatMap(([file, text]) => {
    const name = /^([^/]+)\/function\.json$/.exec(file)?.[1];
    if (name === undefined) return [];
    const { value, error } = readLenient(text);
    // The host leaves out a function whose file it cannot read, and goes on with the others.
    if (error !== undefined) return [];
    const declared = objectOf(value);
    const bindings = (Array.isArray(declared.bindings) ? declared.bindings : []).filter(isObject);
    return bindings.length === 0 || declared.disabled === true ? [] : [{ name, bindings, scriptFile: `${name}/${textOf(declared.scriptFile) ?? '__init__.py'}` }];
  });
}

/** Functions of the v2 model: decorators of the app and of the blueprints that are registered with it. */
function newFunctions(modules: Modules): DeclaredFunction[] {
  return [...reachable(modules)].flatMap((file) => {
    const { lines } = modules.get(file)!;
    const constants = constantsOf(lines);
    const owners = new Map(lines.flatMap(({ text }) => {
      const made = /^(\w+)\s*(?::[^=]+)?=\s*(?:\w+\.)*(FunctionApp|Blueprint|DFApp)\((.*)\)$/s.exec(text);
      return made ? [[made[1]!, { isBlueprint: made[2] === 'Blueprint', ...argumentsOf(made[3]!, constants) }] as const] : [];
    }));
    const registered = (name: string): boolean => [...modules.get('function_app.py')!.lines].some(({ text }) => new RegExp(`\\.register_(functions|blueprint)\\(\\s*(?:\\w+\\.)*${name}\\b`).test(text) || importedAs(text, name, modules));
    return decoratedFunctions(lines, constants).flatMap((one) => {
      const owner = owners.get(one.decorators[0]!.target);
      if (!owner || (owner.isBlueprint && !registered(one.decorators[0]!.target))) return [];
      const level = levelOf(owner.named.http_auth_level ?? owner.positional[0]) ?? 'function';
      const declared = declare(one, file, level);
      return declared ? [declared] : [];
    });
  });
}

/** `from orders import bp as orders_bp` and a registration of `orders_bp`. */
function importedAs(text: string, name: string, modules: Modules): boolean {
  const alias = new RegExp(`\\b${name}\\s+as\\s+(\\w+)`).exec(text)?.[1];
  return alias !== undefined && modules.get('function_app.py')!.lines.some(({ text: other }) => new RegExp(`\\.register_(functions|blueprint)\\(\\s*${alias}\\b`).test(other));
}

const levelOf = (value: PythonValue | undefined): AuthLevel | undefined => {
  const level = typeof value === 'string' ? value.toLowerCase() : '';
  return level === 'anonymous' || level === 'function' || level === 'admin' ? level : undefined;
};

function declare({ name, decorators }: DecoratedFunction, scriptFile: string, appLevel: AuthLevel): DeclaredFunction | undefined {
  const given = decorators.find(({ method }) => method === 'function_name');
  const bindings = decorators.flatMap((decorator) => bindingOf(decorator, name, appLevel));
  const hasTrigger = bindings.some(({ type }) => /trigger$/i.test(String(type)));
  return hasTrigger ? { name: textIn(given, 'name', 0) ?? name, bindings: addHttpOutput(bindings), scriptFile } : undefined;
}

const addHttpOutput = (bindings: JsonObject[]): JsonObject[] => (bindings.some(({ type }) => type === 'httpTrigger') && !bindings.some(({ type }) => type === 'http') ? [...bindings, { type: 'http', direction: 'OUT', name: '$return' }] : bindings);

const textIn = (decorator: Decorator | undefined, name: string, at: number): string | undefined => {
  const value = decorator?.named[name] ?? decorator?.positional[at];
  return typeof value === 'string' ? value : undefined;
};

const types: Readonly<Record<string, string>> = {
  service_bus_queue_trigger: 'serviceBusTrigger', service_bus_topic_trigger: 'serviceBusTrigger', service_bus_queue_output: 'serviceBus', service_bus_topic_output: 'serviceBus',
  timer_trigger: 'timerTrigger', schedule: 'timerTrigger', blob_trigger: 'blobTrigger', blob_input: 'blob', blob_output: 'blob', queue_trigger: 'queueTrigger', queue_output: 'queue',
  event_grid_trigger: 'eventGridTrigger', event_grid_output: 'eventGrid', event_hub_message_trigger: 'eventHubTrigger', event_hub_output: 'eventHub', cosmos_db_trigger: 'cosmosDBTrigger', cosmos_db_input: 'cosmosDB',
  cosmos_db_output: 'cosmosDB', table_input: 'table', table_output: 'table', activity_trigger: 'activityTrigger', orchestration_trigger: 'orchestrationTrigger', entity_trigger: 'entityTrigger', warm_up_trigger: 'warmupTrigger', dapr_service_invocation_trigger: 'daprServiceInvocationTrigger',
};

const camel = (name: string): string => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

function bindingOf(decorator: Decorator, functionName: string, appLevel: AuthLevel): JsonObject[] {
  const { method, named, positional } = decorator;
  if (method === 'route') {
    const methods = named.methods ?? positional[2];
    return [{
      type: 'httpTrigger', direction: 'IN', name: String(named.trigger_arg_name ?? 'req'), authLevel: (levelOf(named.auth_level) ?? appLevel).toUpperCase(), route: textIn(decorator, 'route', 0) ?? functionName,
      methods: (Array.isArray(methods) ? (methods as readonly PythonValue[]).map(String) : ['GET', 'POST']).map((one) => one.toUpperCase()),
    }];
  }
  const type = method.startsWith('generic_') ? textIn(decorator, 'type', 1) : types[method];
  if (type === undefined) return [];
  const { arg_name: argName, ...rest } = named;
  const options = Object.fromEntries(Object.entries(rest).map(([name, value]) => [camel(name), value as JsonValue]));
  return [{ type, direction: /trigger$/i.test(type) ? 'IN' : method.endsWith('_input') ? 'IN' : 'OUT', name: String(argName ?? positional[0] ?? 'message'), ...options }];
}
