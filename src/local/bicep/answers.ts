import { EnvironmentError } from '../../core/errors';
import { asArray, asObject, asString } from '../../core/json';
import { resolvePath, dirName } from '../../core/paths';
import type { CompiledParameters, CompiledTemplate, DeclaredSymbol, TemplateMetadata } from '../../core/ports/bicep';
import type { Diagnostic, JsonObject, Range } from '../../core/values';

/** The CLI answered, but not in the shape it promises. */
const misshapen = (method: string): EnvironmentError => new EnvironmentError('Bicep.BadAnswer', `The Bicep CLI answered ${method} in a form that is not understood.`, { nextStep: 'Check its version with "bicep --version" and upgrade it: az bicep upgrade.' });

function parseDocument(text: unknown, method: string): JsonObject | undefined {
  if (text === undefined || text === null) return undefined;
  try { return asObject(JSON.parse(String(text))); } catch (error) { if (error instanceof SyntaxError) throw misshapen(method); throw error; }
}

export function readVersion(answer: unknown): string {
  const version = asObject(answer)['version'];
  if (typeof version !== 'string') throw misshapen('version');
  return version;
}

function readSuccess(answer: unknown, method: string): { readonly body: JsonObject; readonly success: boolean; readonly diagnostics: Diagnostic[] } {
  const body = asObject(answer);
  if (typeof body['success'] !== 'boolean') throw misshapen(method);
  return { body, success: body['success'], diagnostics: asArray(body['diagnostics']).map(readDiagnostic) };
}

export function readTemplate(answer: unknown): CompiledTemplate {
  const { body, success, diagnostics } = readSuccess(answer, 'compile');
  const template = parseDocument(body['contents'], 'compile');
  return { success, diagnostics, ...(template && { template }) };
}

export function readParameters(answer: unknown): CompiledParameters {
  const { body, success, diagnostics } = readSuccess(answer, 'compileParams');
  const parameters = parseDocument(body['parameters'], 'compileParams');
  const template = parseDocument(body['template'], 'compileParams');
  return { success, diagnostics, ...(parameters && { parameters: asObject(parameters['parameters']) }), ...(template && { template }) };
}

const levels: Readonly<Record<string, Diagnostic['severity']>> = { error: 'error', warning: 'warning', info: 'info' };

function readDiagnostic(value: unknown): Diagnostic {
  const { source, range, level, code, message } = asObject(value);
  return { file: asString(source) ?? '', range: readRange(range), severity: levels[String(level).toLowerCase()] ?? 'info', code: asString(code) ?? 'bicep', message: asString(message) ?? '' };
}

/** The CLI says `char` where the Language Server Protocol says `character`. */
function readRange(value: unknown): Range {
  const at = (position: unknown): { line: number; character: number } => { const { line, char } = asObject(position); return { line: Number(line ?? 0), character: Number(char ?? 0) }; };
  const { start, end } = asObject(value);
  return { start: at(start), end: at(end) };
}

/** The CLI does not say which symbols are loops; the source does. */
const isLoop = (source: string, name: string): boolean => /^\w+$/.test(name) && new RegExp(`\\b(resource|module)\\s+${name}\\b[^=]*=\\s*\\[\\s*for\\b`).test(source);

export function readSymbols(answer: unknown, file: string, source: string): DeclaredSymbol[] {
  return asArray(asObject(answer)['nodes']).map((node) => {
    const { name, type, range, isExisting, relativePath } = asObject(node);
    return {
      name: asString(name) ?? '', type: (asString(type) ?? '').replace(/\[\]$/, ''), range: readRange(range),
      isExisting: isExisting === true, isCollection: isLoop(source, asString(name) ?? ''),
      ...(typeof relativePath === 'string' && { modulePath: resolvePath(dirName(file), relativePath) }),
    };
  });
}

export function readMetadata(answer: unknown): TemplateMetadata {
  const body = asObject(answer);
  const entries = (value: unknown): TemplateMetadata['parameters'] => asArray(value).map((entry) => {
    const { name, range, type, description } = asObject(entry);
    const typeName = asString(asObject(type)['name']);
    return { name: asString(name) ?? '', range: readRange(range), ...(typeName !== undefined && { type: typeName }), ...(typeof description === 'string' && { description }) };
  });
  return { parameters: entries(body['parameters']), outputs: entries(body['outputs']) };
}

export function readFileReferences(answer: unknown): string[] {
  return asArray(asObject(answer)['filePaths']).filter((file): file is string => typeof file === 'string');
}

export function readSnapshot(answer: unknown): string {
  const snapshot = asObject(answer)['snapshot'];
  if (typeof snapshot !== 'string') throw misshapen('getSnapshot');
  return snapshot;
}
