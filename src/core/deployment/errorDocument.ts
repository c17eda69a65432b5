import { DeployError, type ErrorDetail } from '../errors';
import type { JsonValue } from '../values';
import type { ErrorDocument } from './events';

/** An error as it travels. Details come leaf first: what really failed stands before the deployments that only report it. */
export function toErrorDocument(error: unknown): ErrorDocument {
  if (!(error instanceof DeployError)) return { code: 'Bug', kind: 'bug', message: error instanceof Error ? error.message : String(error), nextStep: 'Please report this with the log.' };
  const details = leavesFirst(error.details);
  return {
    code: error.code, kind: error.kind, message: error.message,
    ...(details.length > 0 ? { details: details.map(toJson) } : {}),
    ...(error.location ? { file: error.location.file, range: error.location.range } : {}),
    ...(error.nextStep ? { nextStep: error.nextStep } : {}),
  };
}

/** Every detail of the tree, the deepest before those that contain it, without its children and without repeats. */
export function leavesFirst(details: readonly ErrorDetail[]): readonly ErrorDetail[] {
  const found = new Map<string, ErrorDetail>();
  const visit = (detail: ErrorDetail): void => {
    for (const child of detail.details ?? []) visit(child);
    const key = `${detail.code}|${detail.message}|${detail.resourceId ?? detail.target ?? ''}`;
    const { details: _children, ...flat } = detail;
    if (!found.has(key)) found.set(key, flat);
  };
  for (const detail of details) visit(detail);
  return [...found.values()];
}

function toJson(detail: ErrorDetail): JsonValue {
  return { code: detail.code, message: detail.message, ...(detail.target ? { target: detail.target } : {}), ...(detail.resourceId ? { resourceId: detail.resourceId } : {}) };
}
