export { isAllowed, requiredActions } from './access';
export type { PlannedResource, PreflightCheck, PreflightInput, PreflightState, Remedy, RemedyAction, SecretReference } from './model';
export { describeAssignment, findAssignmentsInTheWay, scopeOf, type AssignmentInTheWay } from './assignments';
export { checkName, nameRules } from './names';
export { listPlannedResources, listSecretReferences } from './plannedResources';
export { preflightProbes, runPreflight } from './preflight';
export { carryOut, type RemedyPorts } from './remedy';
