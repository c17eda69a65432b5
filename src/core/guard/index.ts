export { findObjections, guardRules, isInWindow, unanswered, weekdays, type DeploymentWindow, type GuardFacts, type GuardObjection, type GuardRule, type GuardSettings, type Overrides } from './deploymentGuard';
export { listObstacles, type Obstacle } from './obstacles';
