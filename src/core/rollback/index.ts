export { RollbackService, type RollbackChoice, type RollbackPlan, type RollbackPorts } from './service';
export { chooseState, listGoodStates, type GoodState, type GoodStates } from './goodState';
