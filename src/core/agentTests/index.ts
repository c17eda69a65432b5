export type { AgentTestOptions, AgentTestReport, AgentTestState, AgentTestStep, AgentTestWay, AgentTestWayReport } from './contract';
export { AgentTestService, type AgentTestPorts } from './service';
