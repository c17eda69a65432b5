import type { JsonValue } from '../../../values';
import { quoted } from '../../../bicepparam/quoted';
import { effectiveValue, environmentName, factsOf, isAosTemplate, stageOf, stageOfContext, type ParametersRule, type Stage } from '../context';
import { insertion } from './names';

interface Expectation { readonly parameter: string; readonly values: Readonly<Partial<Record<Stage, readonly JsonValue[]>>>; readonly reason: string; readonly severity?: 'info' | 'warning' }

/** What each environment is expected to be, parameter by parameter; the first value is what a fix puts in. */
const table: readonly Expectation[] = [
  { parameter: 'functionAppSku', values: { dev: ['Y1'], staging: ['EP1'], prod: ['EP1', 'EP2'] }, reason: 'development runs on Consumption; staging and production on Elastic Premium' },
  { parameter: 'serviceBusSku', values: { dev: ['Standard'], staging: ['Standard'], prod: ['Premium'] }, reason: 'only Premium has virtual networks, which production needs' },
  { parameter: 'storageSku', values: { dev: ['Standard_LRS'], staging: ['Standard_GRS'], prod: ['Standard_GRS', 'Standard_RAGRS'] }, reason: 'staging and production keep their data in two regions' },
  { parameter: 'enableB2C', values: { dev: [false] }, reason: 'development signs nobody in through B2C', severity: 'info' },
  { parameter: 'enableAppInsights', values: { dev: [true], staging: [true], prod: [true] }, reason: 'without it nobody sees failures' },
];

/** Values against what is expected of the environment; a dearer one in development is only mentioned. */
export const expectations: ParametersRule = (context, report) => {
  const facts = factsOf(context);
  const stage = stageOfContext(context);
  if (!facts || !stage || !isAosTemplate(context)) return;
  for (const { parameter, values, reason, severity } of table) {
    const declared = facts.parameters.get(parameter);
    const found = effectiveValue(context, parameter);
    const wanted = (values[stage] ?? []).filter((value) => !declared?.allowedValues || declared.allowedValues.includes(value));
    if (!declared || !found || wanted.length === 0 || wanted.includes(found.value)) continue;
    if (declared.allowedValues && !declared.allowedValues.includes(found.value)) continue;
    const level = severity ?? (stage === 'dev' ? 'info' : 'warning');
    report('environment-expectations', found.at, `${parameter} is ${show(found.value)}${found.isGiven ? '' : ' (not given here)'}, and ${stage} is expected to have ${wanted.map(show).join(' or ')}: ${reason}.`, {
      severity: level, fixes: wanted.map((value) => ({ title: `Set ${parameter} to ${show(value)}`, edits: [found.isGiven ? { ...found.at, newText: show(value) } : insertion(context.document, `param ${parameter} = ${show(value)}\n`)] })),
    });
  }
  adaptersWithoutUse(context, report);
};

/** Machine learning is there for LoRA adapters alone. */
const adaptersWithoutUse: ParametersRule = (context, report) => {
  const found = effectiveValue(context, 'enableAzureML');
  if (found?.isGiven && found.value === true && context.usesAdapters === false) report('environment-expectations', found.at, 'enableAzureML is true, and no agent of this workspace names a LoRA adapter.', { severity: 'info', fixes: [{ title: 'Set enableAzureML to false', edits: [{ ...found.at, newText: 'false' }] }] });
};

const show = (value: JsonValue): string => (typeof value === 'string' ? quoted(value) : JSON.stringify(value));

/** `prod.bicepparam` configures prod. */
export const environmentFileName: ParametersRule = (context, report) => {
  if (!factsOf(context)?.parameters.has('environment')) return;
  const name = environmentName(context.document.file);
  const [byName, value] = [stageOf(name), context.document.constant('environment')];
  const at = context.document.valueSpan('environment');
  if (!byName || !at || typeof value !== 'string' || stageOf(value) === undefined || stageOf(value) === byName) return;
  const allowed = factsOf(context)?.parameters.get('environment')?.allowedValues;
  const fits = allowed === undefined || allowed.includes(byName);
  report('environment-file-name', at, `The file is named ${name}, and the environment in it is ${value}.`, { nextStep: 'Correct the value, or rename the file.', ...(fits && { fixes: [{ title: `Set environment to ${quoted(byName)}`, edits: [{ ...at, newText: quoted(byName) }] }] }) });
};

/** A parameter that one environment alone sets is often one that the others forgot. Those of a feature that only this one turns on are not. */
export const drift: ParametersRule = (context, report) => {
  const { document, siblings } = context;
  const facts = factsOf(context);
  if (!facts || siblings.length < 2 || !isAosTemplate(context) || stageOf(environmentName(document.file)) === undefined) return;
  const features = [...document.assignments.keys()].filter((name) => /^enable[A-Z]/.test(name) && document.constant(name) === true && siblings.every((sibling) => sibling.constant(name) !== true)).map((name) => name.slice('enable'.length).toLowerCase());
  for (const [name, { nameSpan }] of document.assignments) {
    if (!facts.parameters.has(name) || siblings.some((sibling) => sibling.assignments.has(name))) continue;
    if (features.some((feature) => name.toLowerCase().startsWith(feature))) continue;
    report('environments-drift', nameSpan, `Only ${environmentName(document.file)} sets ${name}; ${siblings.map(({ file }) => environmentName(file)).sort().join(' and ')} take the default.`);
  }
};
