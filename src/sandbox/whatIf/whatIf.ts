import type { JsonObject } from '../../armTemplate';
import { ArmError } from '../armError';
import type { DeploymentCommand } from '../deployments/deployments';
import { errorJson } from '../deployments/renderDeployment';
import type { Sandbox } from '../sandbox';
import { listChanges } from './changes';

/** Predicts what a deployment would change. A template that is refused is an answer of status `Failed`, as ARM gives it. @throws ArmError for a wrong scope or body. */
export async function whatIf(sandbox: Sandbox, command: DeploymentCommand): Promise<JsonObject> {
  try {
    const checked = await sandbox.deployments.check(command);
    return { status: 'Succeeded', properties: { correlationId: command.correlationId, ...listChanges(sandbox, checked, checked.prediction, command.request) } };
  } catch (error) {
    if (!(error instanceof ArmError) || error.status !== 400) throw error;
    return { status: 'Failed', error: errorJson(error.toDetail()) };
  }
}
