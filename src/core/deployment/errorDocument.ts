import { explainError, type AdviceContext } from '../coach';
import { DeployError, type ErrorDetail } from '../errors';
import type { JsonValue } from '../values';
import type { ErrorAdvice, ErrorDocument } from './events';
import { RefusedPlanError } from './refusedPlan';

/** An error as it travels. Details come leaf first: what really failed stands before the deployments that only report it. What a service said is explained where the coach knows it. */
export function toErrorDocument(error: unknown, context: AdviceContext = {}): ErrorDocument {
  if (!(error instanceof DeployError)) return { code: 'Bug', kind: 'bug', message: error instanceof Error ? error.message : String(error), nextStep: 'Please report this with the log.' };
  const details = leavesFirst(error.details);
  const advice = error instanceof RefusedPlanError ? withoutRepeats([...error.advice, ...adviceOn(error.refusal, context)]) : adviceOn(error, context);
  const nextStep = advice[0] ? withCommand(advice[0]) : error.nextStep;
  return {
    code: error.code, kind: error.kind, message: error.message,
    ...(details.length > 0 ? { details: details.map(toJson) } : {}),
    ...(error.location ? { file: error.location.file, range: error.location.range } : {}),
    ...(nextStep ? { nextStep } : {}),
    ...(advice.length > 0 ? { advice } : {}),
  };
}

function adviceOn(error: DeployError, context: AdviceContext): readonly ErrorAdvice[] {
  if (!error.code.startsWith('Arm.')) return [];
  return explainError(error, context).filter((one) => one.ruleId !== undefined).map(({ class: failureClass, cause, nextStep, command, action, resourceId }) => ({
    class: failureClass, cause, nextStep, ...(command !== undefined && { command }), ...(action !== undefined && { action }), ...(resourceId !== undefined && { resourceId }),
  }));
}

/** The coach may know the same way out as a check. */
const withoutRepeats = (advice: readonly ErrorAdvice[]): readonly ErrorAdvice[] => advice.filter(({ command }, index) => command === undefined || advice.findIndex((other) => other.command === command) === index);

const withCommand = ({ nextStep, command }: ErrorAdvice): string => (command === undefined ? nextStep : `${nextStep} (${command})`);

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
