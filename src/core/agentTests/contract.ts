import type { JsonValue } from '../values';

export type AgentTestWay = 'http' | 'queue';
/** `unknown`: it could not be asked, or the answer did not come in time and nothing says why. */
export type AgentTestState = 'pass' | 'fail' | 'unknown' | 'skipped';

/** One step of a test, in the order of time. */
export interface AgentTestStep {
  readonly way: AgentTestWay;
  readonly step: 'configuration' | 'request' | 'answer' | 'dead-letter';
  readonly state: AgentTestState;
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly durationMs: number;
  /** What was seen, in a sentence. */
  readonly text: string;
  /** Address or queue, without keys. */
  readonly target?: string;
  /** Body of the answer, cut when long; keys and connection strings are taken out. */
  readonly body?: JsonValue;
}
export interface AgentTestWayReport { readonly way: AgentTestWay; readonly state: AgentTestState; readonly reason: string; readonly nextStep?: string }
export interface AgentTestReport {
  readonly agentId: string;
  /** The worst of the ways that were tried. */
  readonly state: AgentTestState;
  readonly ways: readonly AgentTestWayReport[];
  readonly trace: readonly AgentTestStep[];
  /** Ties request and answer together; search for it in the logs. */
  readonly requestId: string;
}
export interface AgentTestOptions {
  /** Default: both. */
  readonly ways?: readonly AgentTestWay[];
  /** Default: a request that names the agent and asks for its status. */
  readonly payload?: JsonValue;
  /** Milliseconds to wait for the answer of the queue; default 60,000. */
  readonly patienceMs?: number;
  readonly onStep?: (step: AgentTestStep) => void;
}
