import type { RunRecord } from '../deployment';
import type { DeploymentRecord } from '../ports';

/** Seconds within which a deployment named by its start belongs to a run of the Python orchestrator, which keeps another ID for it. */
const nearMs = 5 * 60_000;

export function isDeploymentOfRun({ name, tags }: DeploymentRecord, run: RunRecord): boolean {
  if (name === run.deploymentName || name === run.deploymentId || tags['aos-run'] === run.deploymentId) return true;
  const named = /^aos-deploy-(\d{4})(\d{2})(\d{2})-(\d{2})(\d{2})(\d{2})$/.exec(name);
  if (!named || run.phases.length > 0) return false;
  const [, year, month, day, hour, minute, second] = named;
  const began = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return began >= Date.parse(run.timestamp) - nearMs && began <= Date.parse(run.endedAt ?? run.timestamp) + nearMs;
}
