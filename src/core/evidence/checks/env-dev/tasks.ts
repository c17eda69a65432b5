import { asString, member } from '../../../json';
import { roleNames } from '../../../whatIf';
import type { Check, EvidenceScope, Facts, Verdict } from '../../api';
import { appSettings, blobs, folderFiles, storageEndpoint } from '../../queries';
import { fail, notApplicable, pass, warn } from '../../verdict';
import { localSettings, localValues, trackedLocalSettings, untracked } from '../app/packaging';
import { groupAssignments } from '../infra/access';
import { check, listed, sameText } from '../shared';
import { apps } from '../traits';

const stages = ['dev'] as const;
const emulator = storageEndpoint('blob', 'emulator');
const settings = apps.map((app) => appSettings(app));
const data = blobs('aos-data');
const devWords = ['dev', 'development', 'local', 'test', 'testing'];

export const devTasks: readonly Check[] = [
  check('env-dev.tasks.local-settings', [localSettings, trackedLocalSettings], (facts) => {
    const values = localValues(facts);
    if (!values) return fail('local.settings.json is no JSON object with Values.');
    if (values['FUNCTIONS_WORKER_RUNTIME'] !== 'python') return fail('FUNCTIONS_WORKER_RUNTIME is not python.');
    if (!asString(values['AzureWebJobsStorage'])) return fail('AzureWebJobsStorage is not set.');
    const stage = (asString(values['AOS_ENVIRONMENT']) || asString(values['APP_ENVIRONMENT'])) || undefined;
    if (stage === undefined || !devWords.includes(stage.toLowerCase())) return fail(`${stage === undefined ? 'Neither AOS_ENVIRONMENT nor APP_ENVIRONMENT is set' : `The environment is ${stage}`} in local.settings.json.`);
    return untracked(facts) ? pass('local.settings.json is ready, and git does not track it.') : fail('git tracks local.settings.json.');
  }, { stages }),
  check('env-dev.tasks.emulator', [localSettings, emulator], (facts) => {
    if (facts.find(localSettings) === undefined || asString(localValues(facts)?.['AzureWebJobsStorage']) !== 'UseDevelopmentStorage=true') return notApplicable('The local settings do not use the storage emulator.');
    const answer = facts.get(emulator);
    if (answer.state === 'answered') return pass(`The emulator answers ${answer.value.status} at port 10000.`);
    return answer.state === 'unreachable' ? fail('Nothing answers at 127.0.0.1:10000.') : { state: 'unknown', reason: answer.reason };
  }, { stages }),
  check('env-dev.tasks.debug-logging', [...settings, localSettings], (facts) => {
    const open = apps.filter((_, index) => facts.need(settings[index]!)['AOS_LOG_LEVEL'] !== 'DEBUG').map((app) => `the ${app} app`);
    if (asString(localValues(facts)?.['AOS_LOG_LEVEL']) !== 'DEBUG') open.push('local.settings.json');
    return open.length === 0 ? pass('AOS_LOG_LEVEL is DEBUG everywhere.') : fail(`AOS_LOG_LEVEL is not DEBUG in ${listed(open)}.`);
  }, { stages }),
  check('env-dev.tasks.test-data', ({ profile }) => (profile.testData === undefined ? [] : [folderFiles(profile.testData), data]), decideTestData, { stages }),
  check('env-dev.tasks.team-access', [groupAssignments], decideTeam, { stages }),
];

function decideTestData(facts: Facts, { profile }: EvidenceScope): Verdict {
  if (profile.testData === undefined) return notApplicable('No test data is named for the environment.');
  const files = facts.need(folderFiles(profile.testData));
  const there = facts.need(data);
  const states = files.map((file) => ({ file, blob: there.find(({ name }) => name === file.path || name.endsWith(`/${file.path}`)) }));
  const missing = states.filter(({ blob }) => !blob).map(({ file }) => file.path);
  if (missing.length > 0) return fail(`aos-data lacks ${listed(missing)}.`);
  const other = states.filter(({ file, blob }) => file.isText && blob?.contentMd5 !== undefined && blob.contentMd5 !== file.md5).map(({ file }) => file.path);
  if (other.length > 0) return fail(`Another content in aos-data: ${listed(other)}.`);
  const unsure = states.filter(({ file, blob }) => !file.isText || blob?.contentMd5 === undefined).map(({ file }) => file.path);
  return unsure.length === 0 ? pass(`${files.length} files are in aos-data, with the same content.`) : warn(`All files are in aos-data; the content of ${listed(unsure)} could not be compared.`);
}

function decideTeam(facts: Facts, { profile, environment }: EvidenceScope): Verdict {
  const { objectId, role = 'Contributor' } = profile.developers ?? {};
  if (objectId === undefined) return fail(`The profile of ${environment.name} names no group of developers.`);
  const guid = Object.entries(roleNames).find(([, name]) => sameText(name, role))?.[0] ?? role.toLowerCase();
  const held = facts.need(groupAssignments).filter((one) => sameText(asString(member(one['properties'], 'principalId')), objectId) && asString(member(one['properties'], 'roleDefinitionId'))?.toLowerCase().endsWith(guid) === true);
  const suffices = held.some((one) => !/\/resourcegroups\/[^/]+\/providers\//i.test(asString(member(one['properties'], 'scope')) ?? ''));
  return suffices ? pass(`The group of developers is ${role} of the resource group.`) : fail(`The group ${objectId} is not ${role} of the resource group.`);
}
