import { asString } from '../json';
import type { AzureConnection, GroupScope } from '../ports/arm';
import type { JsonObject } from '../values';
import { readOutputs } from './deploymentOutputs';

/** Outputs of the newest deployment of the group that succeeded and has any, from ARM's own history: any tool may have made it. Empty when there is none. */
export async function readLiveOutputs({ deployments }: Pick<AzureConnection, 'deployments'>, scope: GroupScope, signal?: AbortSignal): Promise<JsonObject> {
  const green = (await deployments.list(scope, signal)).filter(({ provisioningState }) => provisioningState === 'Succeeded').sort((a, b) => ((a.timestamp ?? '') < (b.timestamp ?? '') ? 1 : -1));
  for (const record of green) {
    const full = Object.keys(record.outputs).length > 0 ? record : await deployments.find(scope, record.name, signal);
    const outputs = full ? readOutputs(full) : {};
    // Modules are deployments of their own; the whole one names the apps and the account.
    if (Object.keys(outputs).some((name) => /^(storageAccountName|\w*functionAppName)$/i.test(name))) return outputs;
  }
  return {};
}

/** An output by its name without regard to case; blank ones count as absent. */
export function outputText(outputs: JsonObject, name: string): string | undefined {
  const key = Object.keys(outputs).find((one) => one.toLowerCase() === name.toLowerCase());
  return (key === undefined ? undefined : asString(outputs[key])) || undefined;
}
