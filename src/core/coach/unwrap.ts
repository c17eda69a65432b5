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
  if (isArray(body)) return severalErrors(body, depth);
  if (!isObject(body)) return undefined;
  const inner = member(body, 'error') ?? member(body, 'odata.error');
  if (typeof inner === 'string') return { code: inner, message: textOf(member(body, 'error_description')) ?? inner };
  if (isObject(inner)) return parseErrorBody(inner, depth + 1);
  const code = textOf(member(body, 'code')) ?? textOf(member(body, 'ErrorCode'));
  // Kudu's own message says only that there was an error.
  const message = textOf(member(body, 'ExceptionMessage')) ?? textOf(member(body, 'message')) ?? textOf(member(body, 'error_description'));
  if (code === undefined && message === undefined) return undefined;
  return withHidden(body, code, message ?? code ?? '', depth);
}

/** A list of errors without anything around it. */
function severalErrors(list: readonly JsonValue[], depth: number): ErrorDetail | undefined {
  const found = list.map((one) => parseErrorBody(one, depth + 1)).filter((detail): detail is ErrorDetail => detail !== undefined);
  return found.length < 2 ? found[0] : { code: found[0]!.code, message: `${found.length} errors`, details: found };
}

/** OData nests ever more specific errors in `innererror`. One without a message only refines the code and says no more than the error around it. */
function innerErrors(body: JsonObject, depth: number): ErrorDetail[] {
  const inner = member(body, 'innererror');
  if (!isObject(inner) || depth > maxDepth) return [];
  const deeper = innerErrors(inner, depth + 1);
  if (deeper.length > 0) return deeper;
  const [code, message] = [textOf(member(inner, 'code')), textOf(member(inner, 'message'))];
  return code !== undefined && message !== undefined ? [{ code, message }] : [];
}

/** Details of the error itself, and those that its message hides as JSON. */
function withHidden(body: JsonObject, code: string | undefined, message: string, depth: number): ErrorDetail {
  const hidden = jsonIn(message);
  const inside = hidden.values.map((value) => parseErrorBody(value, depth + 1)).filter((detail): detail is ErrorDetail => detail !== undefined);
  const own = code ?? inside[0]?.code ?? unknownCode;
  const details = [...inside, ...listedDetails(body, own, message, depth), ...policyDetails(body)];
  if (details.length === 0) details.push(...innerErrors(body, depth));
  const target = textOf(member(body, 'target')) || undefined;
  return {
    code: own,
    message: inside[0] ? hidden.before.trim() || inside[0].message : message,
    ...(target !== undefined && { target, ...(target.startsWith('/subscriptions/') && { resourceId: target }) }),
    ...(details.length > 0 && { details }),
  };
}

const unknownCode = 'Unknown';

/** App Service lists its one error several times: as a message without a code, as a code without a message, and as an `ErrorEntity` that holds both. */
function listedDetails(body: JsonObject, code: string, message: string, depth: number): ErrorDetail[] {
  const given = member(body, 'details');
  const listed = (isArray(given) ? given : []).map((detail) => parseErrorBody(member(detail, 'errorEntity') ?? detail, depth + 1)).filter((detail): detail is ErrorDetail => detail !== undefined);
  const named = listed.map((detail) => (detail.code === unknownCode ? { ...detail, code } : detail));
  return named.filter((detail) => detail.details !== undefined || detail.target !== undefined || !(detail.code.toLowerCase() === code.toLowerCase() && (detail.message === code || detail.message === message)));
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
  const found = jsonIn(text).values.map((value) => parseErrorBody(value, depth + 1)).find((error) => error !== undefined);
  return found ?? lineOfCommand(text) ?? cutOff(text);
}

/** What a connection that broke, or a log that cuts long lines, has left of a body: the innermost code that is still whole, and the message that follows it as far as it goes. */
function cutOff(text: string): ErrorDetail | undefined {
  if (!/^\s*[[{]/.test(text) || text.length > 1_000_000) return undefined;
  const codes = [...text.matchAll(/"code"\s*:\s*"([A-Za-z][\w.]{1,79})"/gi)];
  const last = codes.at(-1);
  if (!last?.[1]) return undefined;
  const message = /^\s*,\s*"message"\s*:\s*"((?:[^"\\]|\\.)*)/i.exec(text.slice(last.index + last[0].length, last.index + 4_000))?.[1];
  return { code: last[1], message: message ? message.replace(/\\(["\\/])/g, '$1').replace(/\\[rnt]/g, ' ') : last[1] };
}

/** What the Azure CLI and its like print: `ERROR: (Code) message`, or a message that begins with a code of Microsoft Entra ID. */
function lineOfCommand(text: string): ErrorDetail | undefined {
  const named = /^\s*(?:error:?\s*)?\(([A-Za-z]\w{2,79})\)\s+(.+)/i.exec(text);
  if (named?.[1] && named[2]) return { code: named[1], message: named[2].trim() };
  const entra = /\b(AADSTS\d{4,9}): ?[^\r\n]*/.exec(text);
  return entra?.[1] ? { code: entra[1], message: entra[0].trim() } : undefined;
}

/** Objects of JSON inside a text, also where their quotes are escaped, with what stands before the first. */
function jsonIn(text: string): { readonly before: string; readonly values: readonly JsonObject[] } {
  if (text.length > 1_000_000) return { before: text, values: [] };
  for (const candidate of [text, ...(text.includes('\\"') ? [text.replace(/\\r\\n/g, ' ').replace(/\\"/g, '"')] : [])]) {
    const values = objectsIn(candidate);
    if (values.length > 0) return { before: text.slice(0, text.indexOf('{')).replace(/["'`[]+$/, ''), values };
  }
  return { before: text, values: [] };
}

/** Texts of no service hold more objects, and each costs another pass over the text. */
const maxObjects = 20;

function objectsIn(text: string): JsonObject[] {
  const values: JsonObject[] = [];
  for (let start = text.indexOf('{'), tries = 0; start >= 0 && tries < maxObjects; tries += 1) {
    const end = endOfObject(text, start);
    const value = end === undefined ? undefined : tryParse(text.slice(start, end));
    if (isObject(value)) values.push(value);
    start = text.indexOf('{', isObject(value) ? end : start + 1);
  }
  return values;
}

/** Index after the brace that closes the one at `start`; braces inside strings do not count. */
function endOfObject(text: string, start: number): number | undefined {
  for (let index = start, depth = 0, quoted = false; index < text.length; index += 1) {
    const character = text[index];
    if (quoted) { if (character === '\\') index += 1; else if (character === '"') quoted = false; }
    else if (character === '"') quoted = true;
    else if (character === '{') depth += 1;
    else if (character === '}' && (depth -= 1) === 0) return index + 1;
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
