export { isAllowed, requiredActions } from './access';
export type { PlannedResource, PreflightCheck, PreflightInput, PreflightState, Remedy } from './model';
export { checkName, nameRules } from './names';
export { preflightProbes, runPreflight } from './preflight';
