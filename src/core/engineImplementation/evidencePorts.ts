import { redactEvidence } from '../checklist';
import { listSecrets, localTarget } from '../deployment';
import type { Engine } from '../engine';
import { sha256Hex } from '../hash';
import { asObject } from '../json';
import type { JsonValue } from '../values';
import type { IncidentPorts } from '../incident';
import { relativePath, resolvePath } from '../paths';
import type { EvidencePorts } from '../evidence';
import type { EnginePorts } from './deployEngine';

/** What the evidence asks the rest of the engine for. */
export function evidencePorts(engine: Engine, ports: EnginePorts, reach: EvidencePorts['reach']): EvidencePorts {
  const { files, tools, releases, records, clock, steps, journal, connections, deadline, answers } = ports;
  return {
    files, tools, releases, records, clock, reach, isHarmless, ...(answers && { answers }), ...(deadline && { deadline }),
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

/** What is compiled says no more than the sources beside it, unless a secure parameter has a value that came from elsewhere. */
function isHarmless(answer: unknown, secrets: readonly string[]): boolean {
  if (!isPlain(answer)) return false;
  const value = asObject(asObject(answer)['value']);
  if (Array.isArray(value['secureParameterNames'])) return listSecrets(asObject(value['parameters']), value['secureParameterNames'] as readonly string[]).length === 0;
  const text = JSON.stringify(answer);
  if (secrets.some((secret) => text.includes(JSON.stringify(secret).slice(1, -1)))) return false;
  return JSON.stringify(redactEvidence(answer as JsonValue)) === text;
}

/** What is the same after it was written and read. */
const isPlain = (value: unknown): boolean => value === null || value === undefined || typeof value === 'string' || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value)) || (typeof value === 'object' && (Array.isArray(value) ? value.every(isPlain) : Object.getPrototypeOf(value) === Object.prototype && Object.values(value).every(isPlain)));

/** Where reports of incidents are written, and remembered for the checklist. */
export const writeReport = ({ files, records, clock }: Pick<EnginePorts, 'files' | 'records' | 'clock'>): IncidentPorts['write'] => async ({ environment, incident, file, text, rows, missing }) => {
  const place = resolvePath(files.root, file);
  await files.writeText(place, text);
  const written = relativePath(files.root, place);
  await records.add(environment, 'incident-report', { at: clock.now().toISOString(), value: { incident, file: written, hash: sha256Hex(text), rows, missing: [...missing] } });
  return written;
};
