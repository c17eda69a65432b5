import { TemplateError, type JsonObject, type JsonValue } from '../api';
import type { Expression } from '../expressions/ast';
import { isExpression, parseExpression } from '../expressions/parser';
import { ExpressionFault, guardDepth, invalidTemplate } from '../fault';
import { locate, type TextPosition } from './locate';
import { checkStructure } from './structure';
import { readFunctions, type UserFunction } from './userFunctions';

export interface ParseOptions {
  /** The text that `json` was read from; errors then tell its lines and columns. Without it they count in the template written on one line, as ARM does for most clients. */
  readonly text?: string;
}

/** A checked template. Expressions inside are parsed once, at first use; share it between deployments. Never change `json`. */
export class Template {
  readonly #expressions = new Map<string, Expression>();
  readonly #constants = new WeakMap<object, boolean>();
  readonly #nested = new WeakMap<object, Template>();
  #functions: ReadonlyMap<string, UserFunction> | undefined;
  readonly #text: string | undefined;

  constructor(readonly json: JsonObject, options: ParseOptions = {}) { this.#text = options.text; }

  /** languageVersion 2.0: resources are keyed by symbolic name. */
  get hasSymbolicNames(): boolean { return !Array.isArray(this.json.resources); }

  /** User-defined functions by `namespace.name` in lower case. */
  get functions(): ReadonlyMap<string, UserFunction> { return this.#functions ??= readFunctions(this.json.functions); }

  section(name: 'parameters' | 'definitions' | 'outputs'): JsonObject {
    const section = this.json[name];
    return typeof section === 'object' && section !== null && !Array.isArray(section) ? section : {};
  }

  /** The parsed expression of a text in brackets. @throws ExpressionFault */
  expression(text: string): Expression {
    let parsed = this.#expressions.get(text);
    if (!parsed) { parsed = parseExpression(text.slice(1, -1)); this.#expressions.set(text, parsed); }
    return parsed;
  }

  /** True when nothing inside needs evaluation: no expression, no escaped text, no copy. */
  isConstant(json: object): boolean {
    let constant = this.#constants.get(json);
    if (constant === undefined) {
      constant = Array.isArray(json) ? json.every((item) => this.#isConstantValue(item as JsonValue)) : Object.entries(json).every(([key, value]) => !key.startsWith('[') && key.toLowerCase() !== 'copy' && this.#isConstantValue(value as JsonValue));
      this.#constants.set(json, constant);
    }
    return constant;
  }

  /** A template that stands inside this one, checked once. @throws TemplateError */
  nested(json: JsonObject): Template {
    const known = this.#nested.get(json) ?? parseTemplate(json);
    this.#nested.set(json, known);
    return known;
  }

  /** Where a piece of the template stands; `path` as keys and indexes from the root. */
  locate(path: readonly (string | number)[]): TextPosition { return locate(this.#text ?? JSON.stringify(this.json), path); }

  #isConstantValue(value: JsonValue): boolean {
    if (typeof value === 'string') return value.charCodeAt(0) !== 91;
    return typeof value !== 'object' || value === null || this.isConstant(value);
  }
}

/** Checks the structure of a template and the syntax of every expression in it.
 *  @throws TemplateError `InvalidTemplate` as ARM's validation does, with `additionalInfo` of type `TemplateViolation` (lineNumber, linePosition, path). */
export function parseTemplate(json: JsonValue, options: ParseOptions = {}): Template {
  return guardDepth(() => {
    if (typeof json !== 'object' || json === null || Array.isArray(json)) throw new TemplateError('InvalidTemplate', "Deployment template parse failed: 'The template is not a JSON object.'.");
    const template = new Template(json, options);
    checkStructure(template);
    checkSyntax(template, template.json, []);
    return template;
  });
}

/** Nested templates are checked when their turn comes, as ARM does. */
function checkSyntax(template: Template, json: JsonValue, path: readonly (string | number)[]): void {
  if (typeof json === 'string') { checkText(template, json, path); return; }
  if (typeof json !== 'object' || json === null || template.isConstant(json)) return;
  if (Array.isArray(json)) { json.forEach((item, index) => checkSyntax(template, item, [...path, index])); return; }
  const nested = typeof json.type === 'string' && json.type.toLowerCase() === 'microsoft.resources/deployments';
  for (const [key, value] of Object.entries(json)) {
    checkText(template, key, path);
    if (nested && key.toLowerCase() === 'properties') continue;
    if (path.length === 2 && path[0] === 'parameters' && key === 'metadata' || path.length === 0 && key === 'metadata') continue;
    checkSyntax(template, value, [...path, key]);
  }
}

function checkText(template: Template, text: string, path: readonly (string | number)[]): void {
  if (!isExpression(text)) return;
  try { template.expression(text); } catch (error) {
    if (!(error instanceof ExpressionFault)) throw error;
    throw invalidTemplate(`${error.message} Please see https://aka.ms/arm-template-expressions for usage details.`, pathText(path), violation(template, path));
  }
}

/** `resources[2].properties`. */
export function pathText(path: readonly (string | number)[]): string {
  return path.map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? part : `.${part}`)).join('');
}

export function violation(template: Template, path: readonly (string | number)[]): TemplateError['additionalInfo'] {
  const { line, column } = template.locate(path);
  return [{ type: 'TemplateViolation', info: { lineNumber: line, linePosition: column, path: pathText(path) } }];
}

