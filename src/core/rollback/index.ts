export { RollbackService, type RollbackChoice, type RollbackPlan, type RollbackPorts } from './service';
export { chooseState, listGoodStates, type GoodState, type GoodStates } from './goodState';
export { ApplicationRollback, type ApplicationChoice, type ApplicationOutcome, type ApplicationWay } from './application';
export { describeReturn, planReturns, runReturns, type PlannedReturn, type ReturnedApplication } from './applicationsTogether';
export { describeWay } from './describeWay';
