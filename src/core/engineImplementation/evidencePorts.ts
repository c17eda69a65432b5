import { localTarget } from '../deployment';
import type { Engine } from '../engine';
import { sha256Hex } from '../hash';
import type { IncidentPorts } from '../incident';
import { relativePath, resolvePath } from '../paths';
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
    proveBackup: async (environment) => {
      const [newest] = await engine.restore.listBackups(environment);
      if (!newest) return undefined;
      const { checks } = await engine.restore.prove(environment, newest.set);
      return { madeAt: newest.manifest.madeAt, files: newest.manifest.files.map(({ name }) => name), damaged: checks.filter(({ state }) => state === 'damaged').map(({ file }) => file) };
    },
    readRun: (runId) => journal.read(runId),
    connect: (environment, signal) => connections.connect(environment, signal),
  };
}

/** Where reports of incidents are written, and remembered for the checklist. */
export const writeReport = ({ files, records, clock }: Pick<EnginePorts, 'files' | 'records' | 'clock'>): IncidentPorts['write'] => async ({ environment, incident, file, text, rows, missing }) => {
  const place = resolvePath(files.root, file);
  await files.writeText(place, text);
  const written = relativePath(files.root, place);
  await records.add(environment, 'incident-report', { at: clock.now().toISOString(), value: { incident, file: written, hash: sha256Hex(text), rows, missing: [...missing] } });
  return written;
};
