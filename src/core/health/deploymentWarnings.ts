import type { JsonObject, JsonValue } from '../values';
import { isArray, isObject, member } from '../json';

/** Flags of the template's `deploymentWarnings` output, in people's words. The value of `effective` is shown beside a downgrade. */
const flags: readonly { readonly name: string; readonly text: string; readonly effective?: string }[] = [
  { name: 'azureMLDisabledDueToRegion', text: 'Azure Machine Learning was left out: the region does not offer it.' },
  { name: 'functionSkuDowngradedDueToRegion', text: 'The Functions plan was downgraded: the region does not offer the requested one.', effective: 'effectiveFunctionSku' },
  { name: 'serviceBusSkuDowngradedDueToRegion', text: 'Service Bus was downgraded: the region does not offer the requested tier.', effective: 'effectiveServiceBusSku' },
  { name: 'multiRegionDeployment', text: 'Resources are spread over more than one region.' },
];

/**
 * Sentences from the output `deploymentWarnings` (any spelling of the case): an object of flags as AOS templates write it, a list of texts, or one text.
 * Flags that nobody knows are told by their name when they are true. Empty when there is no such output.
 */
export function listDeploymentWarnings(outputs: JsonObject): readonly string[] {
  const output = member(outputs, 'deploymentWarnings');
  const value = isObject(output) && 'value' in output && 'type' in output ? output['value'] : output;
  if (typeof value === 'string') return value.trim() === '' ? [] : [value];
  if (isArray(value)) return value.map(asText).filter((text) => text !== '');
  return isObject(value) ? describeFlags(value) : [];
}

function describeFlags(value: JsonObject): string[] {
  const known = flags.filter(({ name }) => member(value, name) === true).map(({ text, effective }) => {
    const used = effective === undefined ? undefined : member(value, effective);
    return typeof used === 'string' ? `${text.slice(0, -1)}; it is ${used}.` : text;
  });
  const others = Object.entries(value).filter(([name, flag]) => flag === true && !isSupportFlag(name) && !flags.some((one) => one.name.toLowerCase() === name.toLowerCase())).map(([name]) => `The deployment warns: ${toWords(name)}.`);
  const texts = Object.entries(value).filter(([name, text]) => typeof text === 'string' && text !== '' && /warning|message/i.test(name)).map(([, text]) => String(text));
  return [...known, ...others, ...texts];
}

/** `…Supported: true` is good news. */
const isSupportFlag = (name: string): boolean => /supported$|enabled$/i.test(name);
const toWords = (name: string): string => name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();
const asText = (value: JsonValue): string => (typeof value === 'string' ? value : isObject(value) && typeof value['message'] === 'string' ? value['message'] : value === null ? '' : JSON.stringify(value));
