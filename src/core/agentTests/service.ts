import type { Reach } from '../configurations';
import { notBuilt } from '../notBuilt';
import type { AgentTestOptions, AgentTestReport } from './contract';

export interface AgentTestPorts { readonly reach: Reach }

/** Asks one agent something, over HTTP and over the queues, and tells step by step what came of it. */
export class AgentTestService {
  constructor(protected readonly ports: AgentTestPorts) {}

  /** A failing agent is a report, not an error. @throws InputError `AgentTest.BadId`; errors of connecting. */
  test(_environment: string, _agentId: string, _options: AgentTestOptions = {}, _signal?: AbortSignal): Promise<AgentTestReport> { return Promise.reject(notBuilt('Testing agents')); }
}
