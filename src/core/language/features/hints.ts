import { asObject } from '../../json';
import { effectiveValue, factsOf, type ParametersContext } from '../parameters/context';

export interface Hint { readonly offset: number; readonly text: string; readonly tooltip: string }

/** What the template makes of a value where it does not take it as it is: the SKU after the region's fallback, machine learning that the region leaves out. */
export function hintsOf(context: ParametersContext): readonly Hint[] {
  const hints: Hint[] = [];
  const location = effectiveValue(context, 'location')?.value;
  const supported = (name: RegExp): boolean | undefined => {
    const all = Object.entries(asObject(factsOf(context)?.template['variables'])).flatMap(([key, value]) => [[key, value] as const, ...Object.entries(asObject(value))]);
    const list = all.find(([key, value]) => name.test(key) && Array.isArray(value))?.[1];
    return typeof location === 'string' && Array.isArray(list) ? list.some((region) => String(region).toLowerCase() === location.toLowerCase()) : undefined;
  };
  for (const [parameter, list, wants, effective] of [['functionAppSku', /functions?Premium/i, /^EP/, 'Y1'], ['serviceBusSku', /serviceBusPremium/i, /^Premium$/, 'Standard']] as const) {
    const found = effectiveValue(context, parameter);
    if (found?.isGiven && typeof found.value === 'string' && wants.test(found.value) && supported(list) === false) hints.push({ offset: found.at.end, text: `→ ${effective}`, tooltip: `${String(location)} does not have ${found.value}; the template deploys ${effective}.` });
  }
  const flag = effectiveValue(context, 'enableAzureML');
  if (flag?.isGiven && flag.value === true && supported(/machineLearning|azureML/i) === false) hints.push({ offset: flag.at.end, text: '→ false', tooltip: `${String(location)} has no Azure Machine Learning; the template leaves it out.` });
  return hints;
}
