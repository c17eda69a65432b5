export { findObjections, isInWindow, unanswered, weekdays, type DeploymentWindow, type GuardFacts, type GuardObjection, type GuardRule, type GuardSettings } from './deploymentGuard';
