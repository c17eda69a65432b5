import { CancelledError, DeployError } from '../errors';
import { baseName, dirName, relativePath } from '../paths';
import type { BicepCompiler, DeclaredSymbol } from '../ports/bicep';
import type { FileRange, JsonObject } from '../values';
import { isObject } from '../json';
import type { Declarations } from './makePlan';
import { matchName } from './namePatterns';
import type { PlanTarget } from './plan';
import { predictTemplate, type Predict } from './predict';
import { idKey, parseResourceId } from './resourceId';
import { listTemplateResources, type DeclaredResource } from './templateResources';

export interface DeclarationsInput {
  readonly bicep: Pick<BicepCompiler, 'listSymbols' | 'compileSymbolic'>;
  /** The main Bicep file, an absolute path. */
  readonly templateFile: string;
  readonly template: JsonObject;
  readonly parameters: JsonObject;
  readonly target: Pick<PlanTarget, 'subscriptionId' | 'resourceGroup' | 'location'>;
  readonly now: Date;
  readonly predict?: Predict;
}

/** A template resource and the place of the Bicep symbol behind it. */
interface Declaration extends DeclaredResource { readonly place: FileRange }

/**
 * Maps resources to the Bicep declarations behind them, through the chain of modules. The template is compiled once more with resources keyed by symbol (for finding only, never to deploy)
 * and joined with the ranges that the compiler gives for each file. Loops and conditions lead to the one declaration.
 * Where the compiler cannot help, nothing is found: a plan without places is still a plan.
 * @throws CancelledError.
 */
export async function buildDeclarations(input: DeclarationsInput, signal?: AbortSignal): Promise<Declarations> {
  return indexDeclarations(await readDeclarations(input, signal), input);
}

/** What the sources say, whatever the parameters and the target. */
export interface SourceDeclarations { readonly declarations: readonly Declaration[]; /** Keyed by symbol; absent where the compiler gave none. */ readonly template?: JsonObject }

/** The part of `buildDeclarations` that asks the compiler: the same for as long as the sources are the same. Undefined where the compiler cannot help. @throws CancelledError. */
export async function readDeclarations(input: Pick<DeclarationsInput, 'bicep' | 'templateFile' | 'template'>, signal?: AbortSignal): Promise<SourceDeclarations | undefined> {
  try {
    const template = isSymbolic(input.template) ? input.template : await compileSymbolic(input, signal);
    const files = await readSymbols(input, signal);
    if (!isSymbolic(template)) return { declarations: fromSymbols(files) };
    const declarations = listTemplateResources(template)
      .map((resource) => ({ resource, place: placeOf(resource, input.templateFile, files) }))
      .filter((one): one is { resource: DeclaredResource; place: FileRange } => one.place !== undefined)
      .map(({ resource, place }): Declaration => ({ ...resource, place }));
    return { declarations, template };
  } catch (error) {
    if (error instanceof CancelledError || !(error instanceof DeployError)) throw error;
    return undefined;
  }
}

export function indexDeclarations(read: SourceDeclarations | undefined, input: Pick<DeclarationsInput, 'templateFile' | 'parameters' | 'target' | 'now' | 'predict'>): Declarations {
  if (!read) return { find: () => undefined };
  return new DeclarationIndex(read.declarations, read.template ? idsOf(read.template, input) : new Map(), input.templateFile);
}

/** Each module decides for itself whether its resources are keyed by symbol. */
const isSymbolic = (template: JsonObject): boolean => isObject(template['resources']) && listTemplateResources(template).every(({ path }) => path.every((step) => !step.startsWith('resources[')));

/** Without a template by symbols, types alone have to do. */
const fromSymbols = (files: ReadonlyMap<string, readonly DeclaredSymbol[]>): Declaration[] => [...files].flatMap(([file, symbols]) => symbols
  .filter(({ isExisting, modulePath }) => !isExisting && modulePath === undefined)
  .map(({ name, type, range, isCollection }): Declaration => ({ type, name: '[unknown()]', symbolicName: name, path: [], isNestedDeployment: false, isLoop: isCollection, place: { file, range } })));

async function compileSymbolic({ bicep, templateFile, template }: Pick<DeclarationsInput, 'bicep' | 'templateFile' | 'template'>, signal: AbortSignal | undefined): Promise<JsonObject> {
  const compiled = await bicep.compileSymbolic(templateFile, signal);
  return compiled.template ?? template;
}

/** Symbols of the main file and of every module below it. */
async function readSymbols({ bicep, templateFile }: Pick<DeclarationsInput, 'bicep' | 'templateFile'>, signal: AbortSignal | undefined): Promise<ReadonlyMap<string, readonly DeclaredSymbol[]>> {
  const files = new Map<string, readonly DeclaredSymbol[]>();
  for (const queue = [templateFile]; queue.length > 0;) {
    const file = queue.shift();
    if (file === undefined || files.has(file) || !/\.bicep$/i.test(file)) continue;
    const symbols = await bicep.listSymbols(file, signal);
    files.set(file, symbols);
    queue.push(...symbols.map(({ modulePath }) => modulePath).filter((path): path is string => path !== undefined));
  }
  return files;
}

/** Follows a path such as `['resources.app', 'resources.plan']` from file to file. A module that is no Bicep file of the workspace leads to the module's own declaration. */
function placeOf({ path, type }: DeclaredResource, templateFile: string, files: ReadonlyMap<string, readonly DeclaredSymbol[]>): FileRange | undefined {
  let file = templateFile;
  let place: FileRange | undefined;
  for (const step of path) {
    const symbols = files.get(file);
    if (!symbols) return place;
    const name = step.replace(/^resources\./, '').split('::').at(-1);
    const named = symbols.filter((candidate) => candidate.name === name && !candidate.isExisting);
    // Children of two parents may share a symbol's name.
    const symbol = named.find((candidate) => candidate.type.toLowerCase() === type.toLowerCase()) ?? named[0];
    if (!symbol) return place;
    place = { file, range: symbol.range };
    if (symbol.modulePath === undefined) return place;
    file = symbol.modulePath;
  }
  return place;
}

/** IDs as far as they can be evaluated, each with the path of its declaration. */
function idsOf(template: JsonObject, { parameters, target, now, predict = predictTemplate }: Pick<DeclarationsInput, 'parameters' | 'target' | 'now' | 'predict'>): ReadonlyMap<string, string> {
  const { prediction } = predict({ template, parameters, target, now });
  return new Map((prediction?.resources ?? []).map(({ id, declaration }) => [idKey(id), declaration.join('>')]));
}

class DeclarationIndex implements Declarations {
  private readonly byPath: ReadonlyMap<string, Declaration>;

  constructor(private readonly declarations: readonly Declaration[], private readonly paths: ReadonlyMap<string, string>, private readonly templateFile: string) {
    this.byPath = new Map(declarations.map((declaration) => [declaration.path.join('>'), declaration]));
  }

  find({ resourceId, type, symbolicName }: Parameters<Declarations['find']>[0]): ReturnType<Declarations['find']> {
    const found = this.byId(resourceId) ?? this.byShape(resourceId, type, symbolicName);
    if (!found) return undefined;
    return { declaration: found.place, module: relativePath(dirName(this.templateFile), found.place.file), ...(found.symbolicName !== undefined && { symbolicName: found.symbolicName }) };
  }

  private byId(resourceId: string | undefined): Declaration | undefined {
    const path = resourceId === undefined ? undefined : this.paths.get(idKey(resourceId));
    return path === undefined ? undefined : this.byPath.get(path);
  }

  /** By type, then by what of the name is written in the template; two that fit equally well are none, unless they share their place. */
  private byShape(resourceId: string | undefined, type: string | undefined, symbolicName: string | undefined): Declaration | undefined {
    const parsed = resourceId === undefined ? undefined : parseResourceId(resourceId);
    const wanted = (parsed?.type ?? type)?.toLowerCase();
    const candidates = this.declarations.filter((one) => (wanted === undefined || one.type.toLowerCase() === wanted) && (symbolicName === undefined || one.symbolicName === symbolicName || one.symbolicName?.split('::').at(-1) === symbolicName));
    if (wanted === undefined && symbolicName === undefined) return undefined;
    const scored = candidates.map((one) => ({ one, score: parsed ? matchName(one.name, parsed.name) : 0 })).filter(({ score }) => score >= 0).sort((a, b) => b.score - a.score);
    const best = scored.filter(({ score }) => score === scored[0]?.score).map(({ one }) => one);
    return best.every((one) => samePlace(one.place, best[0]?.place)) ? best[0] : undefined;
  }
}

const samePlace = (a: FileRange, b: FileRange | undefined): boolean => a.file === b?.file && a.range?.start.line === b?.range?.start.line && a.range?.start.character === b?.range?.start.character;

/** How people name a place: `keyvault.bicep:14`. */
export const describePlace = ({ file, range }: FileRange): string => `${baseName(file)}${range ? `:${range.start.line + 1}` : ''}`;
