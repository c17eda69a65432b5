import type { ErrorDetail } from '../errors';
import { isArray, isObject, member } from '../json';
import type { JsonObject, JsonValue } from '../values';

/** Deeper nesting than any service makes; guards against bodies that are built to be endless. */
const maxDepth = 20;

/**
 * Reads an error out of whatever a service answered: ARM's `{error: {code, message, details}}`, the bare inner object, operations' `{status, error}`,
 * OData, OAuth, Kudu's `{Message, ExceptionMessage}`, and JSON hidden inside a message string. Undefined when there is no error in it.
 */
export function parseErrorBody(body: unknown, depth = 0): ErrorDetail | undefined {
  if (depth > maxDepth) return undefined;
  if (typeof body === 'string') return parseErrorText(body, depth);
  if (!isObject(body)) return undefined;
  const inner = member(body, 'error') ?? member(body, 'odata.error');
  if (typeof inner === 'string') return { code: inner, message: textOf(member(body, 'error_description')) ?? inner };
  if (isObject(inner)) return parseErrorBody(inner, depth + 1);
  const code = textOf(member(body, 'code')) ?? textOf(member(body, 'ErrorCode'));
  const message = textOf(member(body, 'message')) ?? textOf(member(body, 'ExceptionMessage')) ?? textOf(member(body, 'error_description'));
  if (code === undefined && message === undefined) return undefined;
  return withHidden(body, code, message ?? code ?? '', depth);
}

/** Details of the error itself, and those that its message hides as JSON. */
function withHidden(body: JsonObject, code: string | undefined, message: string, depth: number): ErrorDetail {
  const hidden = jsonIn(message);
  const inside = hidden === undefined ? undefined : parseErrorBody(hidden.value, depth + 1);
  const given = member(body, 'details');
  const listed = isArray(given) ? given.map((detail) => parseErrorBody(detail, depth + 1)).filter((detail): detail is ErrorDetail => detail !== undefined) : [];
  const details = [...(inside ? [inside] : []), ...listed, ...policyDetails(body)];
  const target = textOf(member(body, 'target')) || undefined;
  return {
    code: code ?? inside?.code ?? 'Unknown',
    message: inside ? hidden?.before.trim() || inside.message : message,
    ...(target !== undefined && { target, ...(target.startsWith('/subscriptions/') && { resourceId: target }) }),
    ...(details.length > 0 && { details }),
  };
}

/** A policy's denial stands in `additionalInfo`, not in the details. @see ARM REST, ErrorAdditionalInfo */
function policyDetails(body: JsonObject): ErrorDetail[] {
  const info = member(body, 'additionalInfo');
  return (isArray(info) ? info : []).filter((entry) => textOf(member(entry, 'type')) === 'PolicyViolation').map((entry) => {
    const violation = member(entry, 'info');
    const name = textOf(member(violation, 'policyAssignmentDisplayName')) ?? textOf(member(violation, 'policyAssignmentName')) ?? 'a policy';
    const definition = textOf(member(violation, 'policyDefinitionDisplayName'));
    return { code: 'PolicyViolation', message: `Denied by the policy assignment "${name}"${definition === undefined ? '' : ` (${definition})`}.` };
  });
}

function parseErrorText(text: string, depth: number): ErrorDetail | undefined {
  const found = jsonIn(text);
  return found === undefined ? undefined : parseErrorBody(found.value, depth + 1);
}

/** The first JSON object or quoted JSON string inside a text, with what stands before it. */
function jsonIn(text: string): { readonly before: string; readonly value: JsonValue } | undefined {
  const start = text.indexOf('{');
  const end = text.lastIndexOf('}');
  if (start < 0 || end <= start || end - start > 1_000_000) return undefined;
  const candidates = [text.slice(start, end + 1), text.slice(start, end + 1).replace(/\\r\\n/g, ' ').replace(/\\"/g, '"')];
  for (const candidate of candidates) {
    const value = tryParse(candidate);
    if (isObject(value)) return { before: text.slice(0, start).replace(/["'`]$/, ''), value };
  }
  return undefined;
}

function tryParse(text: string): JsonValue | undefined {
  try { return JSON.parse(text) as JsonValue; } catch (error) { if (error instanceof SyntaxError) return undefined; throw error; }
}

function textOf(value: JsonValue | undefined): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  return isObject(value) && typeof value['value'] === 'string' ? value['value'] : undefined;
}

/** The innermost causes, each once, in the order they are nested. */
export function listLeaves(error: ErrorDetail): ErrorDetail[] {
  const leaves = collect(error, 0);
  return leaves.filter((leaf, index) => leaves.findIndex((other) => other.code === leaf.code && other.message === leaf.message && other.target === leaf.target) === index);
}

function collect(error: ErrorDetail, depth: number): ErrorDetail[] {
  if (depth > maxDepth || !error.details || error.details.length === 0) return [error];
  return error.details.flatMap((detail) => collect(inherit(error, detail), depth + 1));
}

/** A leaf without a target is about what its parent is about. */
const inherit = (parent: ErrorDetail, child: ErrorDetail): ErrorDetail => ({
  ...child,
  ...(child.target === undefined && parent.target !== undefined && { target: parent.target }),
  ...(child.resourceId === undefined && parent.resourceId !== undefined && { resourceId: parent.resourceId }),
});
