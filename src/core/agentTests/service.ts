import { findSite, readBusConnection, type Site, type SiteTarget } from '../applications';
import { routePrefixOf, type Reach } from '../configurations';
import { readSettings } from '../environments';
import { DeployError, InputError } from '../errors';
import type { Clock, WorkspaceFiles } from '../ports';
import type { AgentTestOptions, AgentTestReport, AgentTestState, AgentTestStep, AgentTestWay, AgentTestWayReport } from './contract';
import { testByHttp } from './httpTest';
import { testByQueue } from './queueTest';
import { TestTrace } from './trace';

export interface AgentTestPorts { readonly reach: Reach; readonly clock: Clock; readonly files: WorkspaceFiles; /** A new id, unlike any other. */ readonly newId: () => string }

const idPattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;
const rank: readonly AgentTestState[] = ['pass', 'skipped', 'unknown', 'fail'];

/** Asks one agent something, over HTTP and over the queues, and tells step by step what came of it. */
export class AgentTestService {
  constructor(private readonly ports: AgentTestPorts) {}

  /** A failing agent is a report, not an error. @throws InputError `AgentTest.BadId`; errors of connecting. */
  async test(environment: string, agentId: string, options: AgentTestOptions = {}, signal?: AbortSignal): Promise<AgentTestReport> {
    if (!idPattern.test(agentId)) throw new InputError('AgentTest.BadId', `"${agentId}" can be no id of an agent.`, { nextStep: 'Name one of the agents; "aos-deploy agents status" lists them.' });
    const { settings } = await readSettings(this.ports.files);
    const requestId = this.ports.newId();
    return this.ports.reach(environment, async (target) => {
      const steps: AgentTestStep[] = [];
      const trace = new TestTrace(this.ports.clock, (step) => { steps.push(step); options.onStep?.(step); });
      const ways: AgentTestWayReport[] = [];
      for (const way of options.ways ?? ['http', 'queue']) ways.push(await this.tryWay(way, { target, trace, agentId, requestId, options, realm: settings.applications?.['realm'] ?? {} }, signal));
      return { agentId, requestId, ways, trace: steps, state: rank[Math.max(...ways.map(({ state }) => rank.indexOf(state)))] ?? 'unknown' };
    }, signal);
  }

  /** What cannot be asked is unknown: the environment stands in the way, not the agent. */
  private async tryWay(way: AgentTestWay, test: OneTest, signal?: AbortSignal): Promise<AgentTestWayReport> {
    try { return await (way === 'http' ? this.byHttp(test, signal) : this.byQueue(test, signal)); } catch (error) {
      if (!(error instanceof DeployError) || error.kind === 'cancelled') throw error;
      return { way, state: 'unknown', reason: error.message, ...(error.nextStep !== undefined && { nextStep: error.nextStep }) };
    }
  }

  private async byHttp({ target, trace, agentId, realm }: OneTest, signal?: AbortSignal): Promise<AgentTestWayReport> {
    const site: Site = await findSite(target, { name: 'realm', root: '', settings: realm }, undefined, signal);
    return testByHttp({ connection: target.connection, site, agentId, trace, prefix: await routePrefixOf(this.ports.files, 'agent') }, signal);
  }

  private async byQueue({ target, trace, agentId, requestId, options }: OneTest, signal?: AbortSignal): Promise<AgentTestWayReport> {
    const { connectionString } = await readBusConnection(target, signal);
    const bus = target.connection.dataPlanes.openBus(connectionString);
    try { return await testByQueue({ bus, clock: this.ports.clock, agentId, requestId, trace, patienceMs: options.patienceMs ?? 60_000, ...(options.payload !== undefined && { payload: options.payload }) }, signal); } finally { await bus.close(); }
  }
}

interface OneTest { readonly target: SiteTarget; readonly trace: TestTrace; readonly agentId: string; readonly requestId: string; readonly options: AgentTestOptions; readonly realm: { readonly site?: string; readonly output?: string } }
