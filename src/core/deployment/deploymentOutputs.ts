import type { DeploymentRecord } from '../ports/arm';
import type { JsonObject, JsonValue } from '../values';
import { redact } from './redact';

/** Outputs by name. Secure ones are left out (ARM gives no value for them); keys inside connection strings are masked. */
export function readOutputs(record: DeploymentRecord): JsonObject {
  const outputs: Record<string, JsonValue> = {};
  for (const [name, output] of Object.entries(record.outputs)) {
    if (output.value === undefined || output.type.toLowerCase().startsWith('secure')) continue;
    outputs[name] = redact(output.value, []);
  }
  return outputs;
}
