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

const sentences: Readonly<Record<string, string>> = {
  azureMLDisabledDueToRegion: 'Azure Machine Learning was left out because the region does not offer it.',
  functionSkuDowngradedDueToRegion: 'The Functions plan was downgraded because the region does not offer the SKU asked for.',
  serviceBusSkuDowngradedDueToRegion: 'Service Bus was downgraded because the region does not offer the SKU asked for.',
  multiRegionDeployment: 'Resources are spread over more than one region.',
};

/** What the template itself warns of in its output `deploymentWarnings`: flags that are set, or texts. */
export function readWarnings(outputs: JsonObject): readonly string[] {
  const value = outputs['deploymentWarnings'];
  if (Array.isArray(value)) return value.map(asText).filter((text) => text !== '');
  if (typeof value === 'string') return value === '' ? [] : [value];
  if (!value || typeof value !== 'object') return [];
  return Object.entries(value as JsonObject).flatMap(([name, flag]) => warningOf(name, flag));
}

/** Facts beside the flags (`effectiveFunctionSku`, `azureMLSupported`, lists of regions) are no warnings. */
function warningOf(name: string, flag: JsonValue): readonly string[] {
  if (flag === true && (name in sentences || /Due|Disabled|Downgraded|Warning/i.test(name))) return [sentences[name] ?? `The template reports ${name}.`];
  if (typeof flag === 'string' && flag !== '' && /warning|message/i.test(name)) return [flag];
  return [];
}

const asText = (value: JsonValue): string => (typeof value === 'string' ? value : JSON.stringify(value));
