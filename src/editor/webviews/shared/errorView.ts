import type { ErrorAdvice, ErrorDocument } from '../../../core/deployment/events';
import { explainError } from '../../../core/coach';
import type { ErrorDetail } from '../../../core/errors';
import type { JsonValue } from '../../../core/values';
import { isAdviceAction, isRecord } from '../../../protocol';
import type { AdviceView, CauseView, ErrorView } from '../../../protocol/shared';
import { declarationView } from './declaration';

/** An error document as a page shows it; its details come leaf first already. */
export function errorView(error: ErrorDocument, root: string): ErrorView {
  const declaration = error.file ? declarationView({ file: error.file, range: error.range }, root) : undefined;
  const { file: _file, range: _range, advice, ...shown } = error;
  return {
    code: error.code, message: error.message, causes: causesOf(error.details), raw: JSON.stringify(shown, undefined, 2),
    ...(error.nextStep ? { nextStep: error.nextStep } : {}), ...(declaration ? { declaration } : {}), ...(advice ? { advice: advice.map(adviceView) } : {}),
  };
}

/** Resource providers that a failure says are not registered, from what the coach advises. */
export const providersToRegister = (error: ErrorDocument | undefined): readonly string[] =>
  [...new Set((error?.advice ?? []).flatMap(({ action, command }) => (action === 'register-provider' ? /--namespace\s+([\w.]+)/.exec(command ?? '')?.[1] ?? [] : [])))];

const adviceView = ({ cause, nextStep, command, resourceId, action }: ErrorAdvice): AdviceView => ({ cause, nextStep, ...(command ? { command } : {}), ...(resourceId ? { resourceId } : {}), ...(isAdviceAction(action) ? { action } : {}) });

/** The error of one deployment operation. ARM puts the leaf innermost; here it comes first. `adviseOn`: the resource ID to explain it for; absent where the run's own error explains it already. */
export function operationErrorView(error: ErrorDetail, adviseOn?: string): ErrorView {
  const flat = leafFirst(error);
  const [leaf = error, ...outer] = flat;
  const advice = adviseOn === undefined ? [] : explainError(error, adviseOn ? { resourceId: adviseOn } : {}).filter(({ ruleId }) => ruleId !== undefined).map(adviceView);
  return { code: leaf.code, message: leaf.message, causes: outer.map(({ code, message, target }) => ({ code, message, ...(target ? { target } : {}) })), raw: JSON.stringify(error, undefined, 2), ...(advice.length > 0 ? { advice } : {}) };
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
