export { changesAnything, decideConfirmation, hasKnownChanges, needsDeployment, type ConfirmationDecision } from './confirmation';
export { createMasker, masked, type Masker } from './mask';
export { makePlan, type Declarations, type FoldNoise, type PlanInput } from './makePlan';
export type * from './plan';
export { hashPlan } from './planHash';
export { idKey, parseResourceId, sameId, type ResourceId } from './resourceId';
export { renderPlanMarkdown, renderPlanText, summarizePlan, type RenderOptions } from './render';
export { assessRisk, isReal, worstRisk } from './risk';
export { riskRules, type RiskRule } from './riskRules';
