import type { Check } from '../../api';
import { compiled, locks, resourceGroup } from '../../queries';
import { fail, pass, warn } from '../../verdict';
import { check, parametersOf, regionKey, sameText, stageOf, tagOf, textParameter } from '../shared';

export const resourceGroupChecks: readonly Check[] = [
  check('infra.rg.created', [resourceGroup(), compiled()], (facts) => {
    const { name, location, provisioningState } = facts.need(resourceGroup());
    if (provisioningState !== 'Succeeded') return fail(`${name} is ${provisioningState}.`);
    const wanted = textParameter(parametersOf(facts), 'location');
    return wanted === undefined || regionKey(wanted) === regionKey(location) ? pass(`${name} is in ${location}.`) : warn(`${name} is in ${location}, which is used instead of ${wanted}.`);
  }),
  check('infra.rg.tags', [resourceGroup()], (facts, scope) => {
    const { name, tags } = facts.need(resourceGroup());
    const [environment, project] = [tagOf(tags, 'environment'), tagOf(tags, 'project')];
    if (!sameText(environment, stageOf(scope)) && !sameText(environment, scope.environment.name)) return fail(`${name} has ${environment === undefined ? 'no tag environment' : `the tag environment ${environment}`}; it should be ${stageOf(scope)}.`);
    return sameText(project, 'aos') ? pass(`${name} is tagged.`, { environment: environment ?? null, project: project ?? null }) : fail(`${name} has ${project === undefined ? 'no tag project' : `the tag project ${project}`}; it should be aos.`);
  }),
  check('infra.rg.lock', [locks(), resourceGroup()], (facts) => {
    facts.need(resourceGroup());
    const held = facts.need(locks()).filter(({ id, level }) => level === 'CanNotDelete' && isOfGroup(id));
    return held.length > 0 ? pass(`Locked by ${held.map(({ name }) => name).join(', ')}.`) : fail('No lock of the level CanNotDelete holds the resource group.');
  }, { stages: ['prod'] }),
];

/** A lock of one resource in the group does not hold the group; one of the subscription does. */
const isOfGroup = (id: string): boolean => /^\/subscriptions\/[^/]+(\/resourceGroups\/[^/]+)?\/providers\/Microsoft\.Authorization\/locks\//i.test(id);
