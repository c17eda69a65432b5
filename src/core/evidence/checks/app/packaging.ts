import { requirementProblems } from '../../../applications';
import { asObject, asString } from '../../../json';
import type { JsonObject } from '../../../values';
import type { Check, Facts } from '../../api';
import { applications, fileText, findFiles, git, type ApplicationSources } from '../../queries';
import { fail, pass } from '../../verdict';
import { check, listed, parseJson } from '../shared';

const roots = ['', 'azure_functions/MCPServers/', 'azure_functions/RealmOfAgents/'];
const structure = roots.flatMap((root) => [`${root}function_app.py`, `${root}host.json`]);
export const localSettings = fileText('local.settings.json');
const tracked = git('ls-files', '--error-unmatch', '--', 'local.settings.json');

export const packagingChecks: readonly Check[] = [
  check('app.package.structure', [...structure.map((path) => fileText(path)), findFiles(['.py', '.json'], 'azure_functions')], (facts) => {
    const missing = structure.filter((path) => facts.find(fileText(path)) === undefined);
    if (facts.need(findFiles(['.py', '.json'], 'azure_functions')).length === 0) missing.push('azure_functions/');
    if (missing.length > 0) return fail(`Missing: ${listed(missing)}.`);
    const wrong = roots.map((root) => `${root}host.json`).filter((path) => asObject(parseJson(facts.need(fileText(path))))['version'] !== '2.0');
    return wrong.length === 0 ? pass('All three apps have their entry and a host.json of version 2.0.') : fail(`Not of version 2.0: ${wrong.join(', ')}.`);
  }, { binds: ['commit'] }),
  check('app.package.requirements', [applications()], (facts) => {
    const apps = facts.need(applications());
    const problems = apps.flatMap((app) => problemsOf(app).map((problem) => `${app.name}: ${problem}`));
    return problems.length === 0 ? pass(`The requirements of ${listed(apps.map(({ name }) => name))} name all that is imported.`) : fail(`${problems.join('; ')}.`);
  }, { binds: ['commit'] }),
  check('app.package.local-settings', [localSettings, tracked], (facts) => {
    const values = localValues(facts);
    if (!values) return fail('local.settings.json is no JSON object with Values.');
    if (values['FUNCTIONS_WORKER_RUNTIME'] !== 'python') return fail('FUNCTIONS_WORKER_RUNTIME is not python in local.settings.json.');
    const open = ['AzureWebJobsStorage'].filter((name) => !asString(values[name])).concat(Object.entries(values).filter(([, value]) => /^(YOUR_|<.+>$|TODO|CHANGE_?ME)/i.test(asString(value) ?? '')).map(([name]) => name));
    if (open.length > 0) return fail(`Not filled in: ${open.join(', ')}.`);
    return untracked(facts) ? pass('local.settings.json is filled in, and git does not track it.') : fail('git tracks local.settings.json, with the values in it.');
  }, { stages: ['dev'] }),
];

/** Values of the local settings; undefined when the file is not what it should be. */
export function localValues(facts: Facts): JsonObject | undefined {
  const value = asObject(parseJson(facts.need(localSettings).replace(/^\s*\/\/.*$/gm, '')))['Values'];
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? asObject(value) : undefined;
}

export const trackedLocalSettings = tracked;
export const untracked = (facts: Facts): boolean => facts.need(tracked).exitCode !== 0;

/** What is wrong with the requirements of one app. */
const problemsOf = (app: ApplicationSources): readonly string[] => (app.requirementsText === undefined ? [`no requirements.txt in ${app.root}`] : requirementProblems(app));

