import { CancelledError, DeployError } from '../../errors';
import { isObject } from '../../json';
import type { TemplateMetadata } from '../../ports/bicep';
import type { JsonObject } from '../../values';
import type { TemplateState } from '../parameters/context';
import { readTemplateFacts, type TemplateFacts } from '../template';

/** One compilation of a template, unsaved text included. */
export interface TemplateAnswer {
  /** Absent when the sources have errors. */
  readonly template?: JsonObject;
  readonly declarations?: TemplateMetadata;
  /** Absolute paths of every file that was read, the template's own among them. */
  readonly references: readonly string[];
  readonly firstError?: string;
}
export interface TemplateCompiler {
  /** `unsaved`: texts that come before those of the disk; equal ones do no harm. @throws InputError `Bicep.NotFound`, EnvironmentError `Bicep.Unavailable`, InputError `Bicep.RequestFailed`. */
  compile(file: string, unsaved: ReadonlyMap<string, string>, signal?: AbortSignal): Promise<TemplateAnswer>;
  readText(file: string): Promise<string>;
}

interface Known { state: TemplateState; references: ReadonlySet<string>; facts?: TemplateFacts; isStale: boolean; working?: Promise<void> }

/** What is known of each template, and how it is kept up to date: one compilation of a template at a time, the last wish wins. */
export class TemplateStore {
  readonly #known = new Map<string, Known>();

  constructor(private readonly compiler: TemplateCompiler, private readonly unsaved: () => ReadonlyMap<string, string>, private readonly onChange: (template: string) => void) {}

  /** The state now. A template that was never asked for is compiled, and `onChange` tells when that is done. */
  state(file: string): TemplateState {
    const known = this.#known.get(file);
    if (!known) void this.refresh(file);
    return known?.state ?? { kind: 'unknown' };
  }

  /** Compiles again every template that a changed file is part of. */
  fileChanged(file: string): void {
    for (const [template, known] of this.#known) if (template === file || known.references.has(file) || known.state.kind === 'paused') void this.refresh(template);
  }

  /** Settles when the state is that of the files as they are now. Never rejects: what fails becomes the state. */
  async refresh(file: string): Promise<void> {
    const known = this.#known.get(file) ?? { state: { kind: 'unknown' }, references: new Set<string>(), isStale: true };
    this.#known.set(file, known);
    known.isStale = true;
    while (known.isStale || known.working) {
      known.working ??= this.#work(file, known).finally(() => { known.working = undefined; });
      await known.working;
    }
  }

  async #work(file: string, known: Known): Promise<void> {
    while (known.isStale) {
      known.isStale = false;
      try {
        const answer = file.toLowerCase().endsWith('.json') ? await this.#readJson(file) : await this.compiler.compile(file, this.unsaved());
        take(file, known, answer);
      } catch (error) {
        known.state = failed(error, known);
      }
      this.onChange(file);
    }
  }

  async #readJson(file: string): Promise<TemplateAnswer> {
    const text = this.unsaved().get(file) ?? await this.compiler.readText(file);
    try {
      const template: unknown = JSON.parse(text.replace(/^\ufeff/, ''));
      return isObject(template) ? { template, references: [file] } : { references: [file], firstError: 'It is no template.' };
    } catch (error) {
      if (error instanceof SyntaxError) return { references: [file], firstError: error.message };
      throw error;
    }
  }
}

function take(file: string, known: Known, answer: TemplateAnswer): void {
  known.references = new Set([file, ...answer.references]);
  if (answer.template) {
    known.facts = readTemplateFacts(file, answer.template, answer.declarations);
    known.state = { kind: 'known', facts: known.facts };
  } else {
    known.state = known.facts ? { kind: 'known', facts: { ...known.facts, hasErrors: true } } : { kind: 'broken', message: answer.firstError ?? 'The template does not compile.' };
  }
}

function failed(error: unknown, known: Known): TemplateState {
  if (error instanceof CancelledError) return known.state;
  if (error instanceof DeployError && (error.code === 'File.NotFound' || error.code === 'Bicep.RequestFailed')) return { kind: 'broken', message: error.message };
  if (error instanceof DeployError) return { kind: 'paused', reason: error.nextStep ? `${error.message} ${error.nextStep}` : error.message };
  throw error;
}
