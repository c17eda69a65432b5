import { baseName, dirName, isAbsolute, resolvePath } from '../../paths';
import { Catalogue, visibleFacts } from '../configurations/catalogue';
import { checkConfiguration } from '../configurations/check';
import { ConfigurationDocument } from '../configurations/document';
import { configurationKind, type ConfigurationKind } from '../configurations/kinds';
import { SchemaChecks } from '../configurations/schemas';
import type { Finding } from '../finding';
import { checkParameters } from '../parameters/check';
import { collect, type ParametersContext, type TemplateState } from '../parameters/context';
import { ParametersDocument } from '../parameters/document';
import { checkResourceNames, predictNames, type PredictedNames } from '../parameters/rules/resourceNames';
import { applySuppressions } from '../suppression';

/** What the workspace asks of its host; answers come at once, from what the host knows already. */
export interface WorkspaceHost {
  /** Absolute path of the workspace folder. */
  readonly root: string;
  /** The template behind an absolute path. */
  template(file: string): TemplateState;
  /** Whether a file is there; undefined while that is not known, and then nothing is said about it. */
  exists(file: string): boolean | undefined;
  /** What a file configures; absent: what its name and folder say. */
  kindOf?(file: string): ConfigurationKind | undefined;
}

/** Every parameters file and configuration of a workspace, and what the rules say about each. Holds texts; reads nothing itself. */
export class LanguageWorkspace {
  readonly #parameters = new Map<string, ParametersDocument>();
  readonly #configurations = new Map<string, ConfigurationDocument>();
  readonly #schemas = new SchemaChecks();
  readonly #names = new Map<string, PredictedNames>();
  readonly #templateIds = new WeakMap<object, number>();
  #catalogue: Catalogue | undefined;
  #templateCount = 0;

  constructor(private readonly host: WorkspaceHost) {}

  /** Whether a file is of this workspace's languages by its name and folder. */
  static knows(file: string): boolean { return /\.bicepparam$/i.test(file) || configurationKind(file) !== undefined; }
  /** The same, as the host sees its places. */
  knows(file: string): boolean { return /\.bicepparam$/i.test(file) || this.#kindOf(file) !== undefined; }
  #kindOf(file: string): ConfigurationKind | undefined { return this.host.kindOf ? this.host.kindOf(file) : configurationKind(file); }

  get files(): readonly string[] { return [...this.#parameters.keys(), ...this.#configurations.keys()]; }
  get catalogue(): Catalogue { return (this.#catalogue ??= new Catalogue(this.#configurations.values())); }
  parameters(file: string): ParametersDocument | undefined { return this.#parameters.get(file); }
  configuration(file: string): ConfigurationDocument | undefined { return this.#configurations.get(file); }

  /** Takes the text of a file, new or changed. Returns whether other files may now be judged differently. A byte order mark is left out. */
  setText(file: string, text: string): boolean {
    const clean = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
    if (/\.bicepparam$/i.test(file)) {
      const before = this.#parameters.get(file);
      if (before?.text === clean) return false;
      const document = new ParametersDocument(file, clean);
      this.#parameters.set(file, document);
      return before === undefined || sharedFacts(before) !== sharedFacts(document);
    }
    const kind = this.#kindOf(file);
    if (!kind) return false;
    const before = this.#configurations.get(file);
    if (before?.text === clean) return false;
    const document = new ConfigurationDocument(file, kind, clean);
    this.#configurations.set(file, document);
    const changed = before === undefined || visibleFacts(before) !== visibleFacts(document);
    // The catalogue points at entries; their places move with every edit, so that only the file's own entries are exchanged.
    this.#catalogue = undefined;
    return changed;
  }

  remove(file: string): boolean {
    this.#catalogue = undefined;
    return this.#parameters.delete(file) || this.#configurations.delete(file);
  }

  /** What the rules say now, in the order of the text. Empty for a file that is not here. */
  check(file: string): readonly Finding[] {
    const context = this.context(file);
    if (context) return checkParameters(context);
    const document = this.#configurations.get(file);
    return document ? checkConfiguration({ document, catalogue: this.catalogue, schemas: this.#schemas, root: this.host.root }) : [];
  }

  /** What the rules that expand the template say; tens of milliseconds when the parameters have changed. */
  checkSlowly(file: string): readonly Finding[] {
    const context = this.context(file);
    if (!context) return [];
    return applySuppressions(collect((report) => checkResourceNames(context, (template, parameters) => this.#predict(template, parameters), report)), context.document.lines).filter(({ rule }) => rule === 'resource-name');
  }

  /** What rules and features see of a parameters file. */
  context(file: string): ParametersContext | undefined {
    const document = this.#parameters.get(file);
    if (!document) return undefined;
    const { bases, incomplete } = this.#bases(document);
    return {
      document, bases, basesIncomplete: incomplete, template: this.#template(document), siblings: this.#siblings(document),
      missingPaths: document.paths.filter(({ kind, path }) => kind !== 'using' && isLocal(path) && this.host.exists(pathFrom(document.file, path)) === false),
      imports: document.imports.map(({ path }) => this.#imported(document, path)),
      ...this.#adapters(),
    };
  }

  /** What is known of a file that is imported from; a missing one is told by its path. */
  #imported({ file }: ParametersDocument, path: string | undefined): TemplateState {
    if (path === undefined || !isLocal(path)) return { kind: 'unknown' };
    const place = pathFrom(file, path);
    return this.host.exists(place) === false ? { kind: 'missing', path } : this.host.template(place);
  }

  /** Absolute paths of other files that this one names. */
  pathsOf(file: string): readonly string[] { return (this.#parameters.get(file)?.paths ?? []).filter(({ path }) => isLocal(path)).map(({ path }) => pathFrom(file, path)); }
  /** Absolute path of the template that `using` names. */
  templateOf(file: string): string | undefined { const document = this.#parameters.get(file); return document && templatePath(document); }
  /** Absolute paths of every file that is compiled for this one: its template, and those that it imports from. */
  templatesOf(file: string): readonly string[] {
    const document = this.#parameters.get(file);
    const template = document && templatePath(document);
    return document ? [...(template === undefined ? [] : [template]), ...importedPaths(document)] : [];
  }
  /** Parameters files that use a template or import from it. */
  usersOf(template: string): readonly string[] { return [...this.#parameters.keys()].filter((file) => this.templatesOf(file).includes(template)); }

  #template(document: ParametersDocument): TemplateState {
    const [using] = document.using;
    const file = templatePath(document);
    if (!using || !file) return { kind: 'unknown' };
    return this.host.exists(file) === false ? { kind: 'missing', path: using.path ?? '' } : this.host.template(file);
  }

  #bases(document: ParametersDocument): { readonly bases: readonly ParametersDocument[]; readonly incomplete: boolean } {
    const bases: ParametersDocument[] = [];
    const seen = new Set([document.file]);
    for (let current = document; ;) {
      const [extended] = current.extends;
      if (!extended) return { bases, incomplete: false };
      const file = extended.path ? pathFrom(current.file, extended.path) : undefined;
      // An extended file that is not there gives nothing, and the compiler then asks for its parameters; one that was not read yet may give anything.
      const next = file === undefined || seen.has(file) ? undefined : this.#parameters.get(file);
      if (!next) return { bases, incomplete: file === undefined || this.host.exists(file) !== false };
      seen.add(next.file);
      bases.push(next);
      current = next;
    }
  }

  /** Other files of the same folder for the same template. */
  #siblings(document: ParametersDocument): readonly ParametersDocument[] {
    const template = templatePath(document);
    const folder = dirName(document.file);
    if (!template || baseName(folder).toLowerCase() !== 'parameters') return [];
    return [...this.#parameters.values()].filter((other) => other !== document && dirName(other.file) === folder && templatePath(other) === template);
  }

  #adapters(): { readonly usesAdapters?: boolean } {
    const { agents } = this.catalogue;
    if (agents.size === 0) return {};
    for (const entries of agents.values()) if (entries.some(({ entry }) => (entry.adapter !== undefined && entry.adapter.value !== '') || entry.domain !== undefined)) return { usesAdapters: true };
    return { usesAdapters: false };
  }

  #predict(template: object & Parameters<typeof predictNames>[0], parameters: Parameters<typeof predictNames>[1]): PredictedNames {
    const id = this.#templateIds.get(template) ?? ++this.#templateCount;
    this.#templateIds.set(template, id);
    const key = `${id} ${JSON.stringify(parameters)}`;
    const known = this.#names.get(key);
    if (known) return known;
    if (this.#names.size > 200) this.#names.clear();
    const names = predictNames(template, parameters);
    this.#names.set(key, names);
    return names;
  }
}

/** What siblings and files that extend this one can see of it. */
const sharedFacts = (document: ParametersDocument): string => `${templatePath(document) ?? ''} ${[...document.assignments].map(([name, { value }]) => `${name}=${document.text.slice(value.start, value.end)}`).join(' ')}`;
const isLocal = (path: string): boolean => path !== '' && !/^(br|ts)[:/]/.test(path) && !/^[a-z]+:\/\//i.test(path);
export const pathFrom = (file: string, path: string): string => (isAbsolute(path) ? path : resolvePath(dirName(file), path));

const importedPaths = (document: ParametersDocument): readonly string[] => document.imports.flatMap(({ path }) => (path !== undefined && isLocal(path) ? [pathFrom(document.file, path)] : []));

function templatePath(document: ParametersDocument): string | undefined {
  const [using] = document.using;
  return using?.path && !using.isNone && isLocal(using.path) ? pathFrom(document.file, using.path) : undefined;
}
