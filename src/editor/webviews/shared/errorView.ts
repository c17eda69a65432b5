import type { ErrorDocument } from '../../../core/deployment/events';
import type { ErrorDetail } from '../../../core/errors';
import type { JsonValue } from '../../../core/values';
import { isRecord } from '../../../protocol';
import type { CauseView, ErrorView } from '../../../protocol/shared';
import { declarationView } from './declaration';

/** An error document as a page shows it; its details come leaf first already. */
export function errorView(error: ErrorDocument, root: string): ErrorView {
  const declaration = error.file ? declarationView({ file: error.file, range: error.range }, root) : undefined;
  const { file: _file, range: _range, advice, ...shown } = error;
  return {
    code: error.code, message: error.message, causes: causesOf(error.details), raw: JSON.stringify(shown, undefined, 2),
    ...(error.nextStep ? { nextStep: error.nextStep } : {}), ...(declaration ? { declaration } : {}), ...(advice ? { advice: advice.map(({ cause, nextStep, command, resourceId }) => ({ cause, nextStep, command, resourceId })) } : {}),
  };
}

/** The error of one deployment operation. ARM puts the leaf innermost; here it comes first. */
export function operationErrorView(error: ErrorDetail): ErrorView {
  const flat = leafFirst(error);
  const [leaf = error, ...outer] = flat;
  return { code: leaf.code, message: leaf.message, causes: outer.map(({ code, message, target }) => ({ code, message, ...(target ? { target } : {}) })), raw: JSON.stringify(error, undefined, 2) };
}

function leafFirst(error: ErrorDetail): readonly ErrorDetail[] {
  return [...(error.details ?? []).flatMap(leafFirst), error];
}

function causesOf(details: JsonValue | undefined): readonly CauseView[] {
  if (!Array.isArray(details)) return [];
  return details.filter(isRecord).map((detail) => ({
    code: text(detail.code), message: text(detail.message), ...(detail.target || detail.resourceId ? { target: text(detail.target ?? detail.resourceId) } : {}),
  })).filter((cause) => cause.message !== '');
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
