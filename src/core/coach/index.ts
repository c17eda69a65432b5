export { classifyError, explainError, type Advice, type AdviceContext } from './explainError';
export type { CoachRule, FailureClass } from './coachRule';
export { listLeaves, parseErrorBody } from './unwrap';
export { diagnoseFailure, type FailureInput } from './diagnoseFailure';
