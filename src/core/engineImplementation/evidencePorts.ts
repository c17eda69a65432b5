import { localTarget } from '../deployment';
import type { Engine } from '../engine';
import type { EvidencePorts } from '../evidence';
import type { EnginePorts } from './deployEngine';

/** What the evidence asks the rest of the engine for. */
export function evidencePorts(engine: Engine, ports: EnginePorts, reach: EvidencePorts['reach']): EvidencePorts {
  const { files, tools, releases, records, clock, steps, journal, connections, deadline } = ports;
  return {
    files, tools, releases, records, clock, reach, ...(deadline && { deadline }),
    listEnvironments: async () => (await engine.listEnvironments()).environments,
    getEnvironment: (name) => engine.getEnvironment(name),
    compile: (environment, signal) => steps.compile(environment, signal),
    bicepVersion: (signal) => ports.bicep.version(signal),
    locate: (environment, compiled) => localTarget(environment, undefined, compiled),
    listRuns: (environment) => engine.history(environment),
    listAudit: () => ports.audit.list(),
    readRun: (runId) => journal.read(runId),
    connect: (environment, signal) => connections.connect(environment, signal),
  };
}
