export { DeployEngine, type EnginePorts } from './deployEngine';
export { createEngineSteps, type EngineSteps } from './engineSteps';
