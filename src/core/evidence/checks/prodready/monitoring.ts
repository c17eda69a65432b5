import { asObject, asString, member } from '../../../json';
import type { Check, EvidenceScope, Facts, Verdict } from '../../api';
import { appSettings, compiled, fileText, logs, resource } from '../../queries';
import { fail, notApplicable, pass, unknown } from '../../verdict';
import { check, listed, parametersOf, parseJson, sameText, stageOf, texts } from '../shared';
import { apps } from '../traits';

export const customMetrics = logs('appi', 'customMetrics | where timestamp > ago(24h) | distinct name', 'P1D');
export const measuredShare = logs('appi', 'requests | where timestamp > ago(24h) | summarize kept = count(), sent = sum(itemCount)', 'P1D');
const hostFile = fileText('host.json');
const settings = apps.map((app) => appSettings(app));

/** Without Application Insights the row is about nothing. */
export function withInsights(facts: Facts, decide: () => Verdict): Verdict {
  return parametersOf(facts)['enableAppInsights'] === false ? notApplicable('Application Insights is switched off.') : decide();
}

export const insightsChecks: readonly Check[] = [
  check('prodready.appinsights.workspace', [compiled(), resource('appi'), resource('law')], (facts) => withInsights(facts, () => {
    const [component, workspace] = [facts.need(resource('appi')), facts.need(resource('law'))];
    const state = asString(component.properties['provisioningState']) ?? component.provisioningState;
    if (state !== 'Succeeded') return fail(`${component.name} is ${state ?? 'of unknown state'}.`);
    if (!sameText(asString(member(component.properties, 'WorkspaceResourceId')), workspace.id)) return fail(`${component.name} does not write to ${workspace.name}.`);
    const mode = asString(member(component.properties, 'IngestionMode'));
    return mode === 'LogAnalytics' ? pass(`${component.name} writes to ${workspace.name}.`) : fail(`${component.name} takes its data in as ${mode ?? 'unknown'}, not as LogAnalytics.`);
  })),
  check('prodready.appinsights.key', [compiled(), resource('appi'), ...settings], (facts) => withInsights(facts, () => {
    const component = facts.need(resource('appi'));
    const key = asString(member(component.properties, 'InstrumentationKey'));
    if (!key) return fail(`${component.name} has no instrumentation key.`);
    const values = settings.map((one) => facts.need(one));
    const wrong = apps.filter((_, index) => !sameText(keyIn(values[index]!), key));
    const hidden = wrong.filter((app) => /^@Microsoft\.KeyVault\(/i.test(values[apps.indexOf(app)]!['APPLICATIONINSIGHTS_CONNECTION_STRING'] ?? ''));
    if (wrong.length > 0 && hidden.length === wrong.length) return unknown(`The connection string of ${listed(hidden)} stands in the vault, where it is not read.`);
    return wrong.length === 0 ? pass(`All three apps write to ${component.name}.`) : fail(`Without the key of ${component.name}: ${listed(wrong)}.`);
  })),
  check('prodready.appinsights.custom-metrics', (scope) => (wanted(scope).length === 0 ? [] : [customMetrics]), (facts, scope) => {
    if (wanted(scope).length === 0) return notApplicable('The profile asks for no custom metrics.');
    const names = new Set(facts.need(customMetrics).map((row) => asString(row['name'])));
    const missing = wanted(scope).filter((name) => !names.has(name));
    return missing.length === 0 ? pass(`${listed(wanted(scope))} arrived within a day.`) : fail(`Not seen within a day: ${listed(missing)}.`);
  }),
  check('prodready.appinsights.sampling', [compiled(), resource('appi'), hostFile, measuredShare], (facts, scope) => withInsights(facts, () => decideSampling(facts, scope))),
];

const wanted = ({ profile }: EvidenceScope): readonly string[] => texts(profile['customMetrics']);

function keyIn(values: Readonly<Record<string, string>>): string | undefined {
  return /InstrumentationKey=([^;]+)/i.exec(values['APPLICATIONINSIGHTS_CONNECTION_STRING'] ?? '')?.[1]?.trim() ?? values['APPINSIGHTS_INSTRUMENTATIONKEY'];
}

/** What is configured to be kept, in percent of all; undefined where the rate adapts itself. */
function configuredShare(facts: Facts): { readonly host: string; readonly component?: number } {
  const host = asObject(parseJson((facts.find(hostFile) ?? '{}').replace(/^\s*\/\/.*$/gm, '')));
  const sampling = asObject(member(member(host['logging'], 'applicationInsights'), 'samplingSettings'));
  const percentage = member(facts.need(resource('appi')).properties, 'SamplingPercentage');
  return { host: sampling['isEnabled'] === false ? 'off' : 'adaptive', ...(typeof percentage === 'number' && { component: percentage }) };
}

function decideSampling(facts: Facts, scope: EvidenceScope): Verdict {
  const configured = configuredShare(facts);
  const [row] = facts.need(measuredShare);
  const [kept, sent] = [Number(row?.['kept'] ?? 0), Number(row?.['sent'] ?? 0)];
  if (sent === 0) return unknown('No request arrived within a day, so nothing shows which share is kept.');
  const share = Math.round(1000 * kept / sent) / 10;
  const observed = { measuredPercent: share, host: configured.host, ...(configured.component !== undefined && { componentPercent: configured.component }) };
  const stage = stageOf(scope);
  if (stage !== 'prod') return pass(`${share} % of the requests are kept.`, observed);
  const component = configured.component ?? 100;
  const isConfigured = configured.host === 'adaptive' || component <= 50;
  return share >= 20 && share <= 50 && isConfigured && component >= 20 ? pass(`${share} % of the requests are kept.`, observed) : fail(`${share} % of the requests are kept, configured are ${component} % and ${configured.host} sampling in host.json; 20 to 50 % are asked for.`, observed);
}

