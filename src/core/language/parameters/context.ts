import type { Span } from '../../bicepparam';
import { asObject } from '../../json';
import { baseName } from '../../paths';
import type { JsonValue, Severity } from '../../values';
import type { Finding } from '../finding';
import { rules, type RuleId } from '../rules';
import type { TemplateFacts } from '../template';
import type { Scope } from '../types/scope';
import { any, isError, type ObjectMemberType, type ValueType } from '../types/valueType';
import type { ParametersDocument } from './document';
import { importedNames } from './imports';

/** What is known of the template that `using` names. */
export type TemplateState =
  | { readonly kind: 'known'; readonly facts: TemplateFacts }
  /** Being compiled, or there is no `using`, or it names a registry: nothing is said about it. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'missing'; readonly path: string }
  /** The sources do not compile and never did. */
  | { readonly kind: 'broken'; readonly message: string }
  /** There is no compiler: rules about types rest. */
  | { readonly kind: 'paused'; readonly reason: string };

/** What rules see: one file, its template, the files that it extends, and its siblings for the same template. */
export interface ParametersContext {
  readonly document: ParametersDocument;
  readonly template: TemplateState;
  /** Nearest first; `incomplete` when one of them cannot be read. */
  readonly bases: readonly ParametersDocument[];
  readonly basesIncomplete: boolean;
  /** Paths after `extends` and `import` that lead nowhere. */
  readonly missingPaths: readonly (Span & { readonly path: string })[];
  /** Other environments' files for the same template. */
  readonly siblings: readonly ParametersDocument[];
  /** What is known of the files after `import`, in the order of the statements. */
  readonly imports?: readonly TemplateState[];
  /** Whether agents of the workspace name LoRA adapters; undefined when there are no agents. */
  readonly usesAdapters?: boolean;
}

export interface Extras extends Partial<Pick<Finding, 'fixes' | 'nextStep' | 'official' | 'related'>> { readonly severity?: Severity }
/** Takes a finding of a rule; the severity is the rule's own unless `extras` says otherwise. */
export type Report = (rule: RuleId, span: Span, message: string, extras?: Extras) => void;
export type ParametersRule = (context: ParametersContext, report: Report) => void;

export function collect(run: (report: Report) => void): Finding[] {
  const findings: Finding[] = [];
  run((rule, { start, end }, message, extras) => findings.push({ rule, start, end, message, severity: rules[rule].severity, ...extras }));
  return findings;
}

export const factsOf = ({ template }: ParametersContext): TemplateFacts | undefined => (template.kind === 'known' ? template.facts : undefined);

/** The value that a deployment would take: given here, in a base, or the template's default. `at` is where to speak about it. */
export function effectiveValue(context: ParametersContext, name: string): { readonly value: JsonValue; readonly at: Span; readonly isGiven: boolean } | undefined {
  const { document, bases } = context;
  const span = document.valueSpan(name);
  if (span) {
    const value = document.constant(name);
    return value === undefined ? undefined : { value, at: span, isGiven: true };
  }
  const at = usingSpan(context);
  for (const base of bases) if (base.assignments.has(name)) { const value = base.constant(name); return value === undefined ? undefined : { value, at, isGiven: false }; }
  if (context.basesIncomplete) return undefined;
  const value = factsOf(context)?.parameters.get(name)?.defaultValue;
  return value === undefined || (typeof value === 'string' && value.startsWith('[') && !value.startsWith('[[')) ? undefined : { value, at, isGiven: false };
}

const aosParameters = ['functionAppSku', 'serviceBusSku', 'storageSku', 'enableB2C', 'enableAppInsights', 'enableAzureML'];
/** Whether the template deploys an AOS environment: what is expected of those is no business of other templates, which may mean something else by the same names. */
export function isAosTemplate(context: ParametersContext): boolean {
  const parameters = factsOf(context)?.parameters;
  return parameters !== undefined && aosParameters.filter((name) => parameters.has(name)).length >= 3;
}

/** The names that values of the file see: those of other files with what is known of them, and with `extends` also `base` with what the extended files give. */
export function scopeOf(context: ParametersContext): Scope {
  const { document, bases, basesIncomplete } = context;
  const known = new Map(importedNames(context));
  if (document.extends.length > 0 && bases.length > 0 && !basesIncomplete) known.set('base', { kind: 'local', type: baseType(bases) });
  return known.size === 0 ? document.scope : document.scopeWith(known);
}

function baseType(bases: readonly ParametersDocument[]): ValueType {
  const members = new Map<string, ObjectMemberType>();
  for (const base of bases) for (const name of base.assignments.keys()) if (!members.has(name)) members.set(name, { type: withoutError(base.scope.typeOfValue(name)), required: true });
  return { kind: 'object', members, additional: 'none' };
}

/** Errors of another file are told there. */
const withoutError = (type: ValueType | undefined): ValueType => (type === undefined || isError(type) ? any : type);

export const usingSpan = ({ document }: ParametersContext): Span => { const [using] = document.using; return using ? { start: using.pathSpan.start, end: using.pathSpan.end } : { start: 0, end: 0 }; };
export const isGiven = ({ document, bases }: ParametersContext, name: string): boolean => document.assignments.has(name) || bases.some((base) => base.assignments.has(name));

export type Stage = 'dev' | 'staging' | 'prod';
const stages: readonly (readonly [Stage, RegExp])[] = [['dev', /^(dev|development|test|testing)([-_.]|$)/i], ['staging', /^(staging|stage|stg|pre-?prod(uction)?)([-_.]|$)/i], ['prod', /^(prod|production|live)([-_.]|$)/i]];
export const stageOf = (name: string): Stage | undefined => stages.find(([, pattern]) => pattern.test(name))?.[0];
/** The environment's name by its file. */
export const environmentName = (file: string): string => baseName(file).replace(/\.bicepparam$/i, '');

/** The stage that the file configures: by its parameter `environment`, else by its name. Undefined when neither is one we know. */
export function stageOfContext(context: ParametersContext): Stage | undefined {
  const given = effectiveValue(context, 'environment');
  return (given?.isGiven && typeof given.value === 'string' ? stageOf(given.value) : undefined) ?? stageOf(environmentName(context.document.file));
}

export const isTextRecord = (value: JsonValue | undefined): value is { readonly [name: string]: string } => value !== undefined && value !== null && typeof value === 'object' && !Array.isArray(value) && Object.values(asObject(value)).every((one) => typeof one === 'string');
