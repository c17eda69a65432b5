import type { Resource } from '../../../ports';
import type { Check, EvidenceScope, Facts } from '../../api';
import { resourceGroup, resources } from '../../queries';
import { fail, pass } from '../../verdict';
import { check, listed, rollUpOf, sameText, tagOf } from '../shared';
import { isSampleAddress } from './actionGroups';

/** Types that ARM keeps no tags for. */
const untaggable = /^microsoft\.(authorization\/|insights\/diagnosticsettings|portal\/tenantconfigurations|managedidentity\/userassignedidentities\/federated)/i;
export const taggable = (facts: Facts): readonly Resource[] => facts.need(resources()).filter(({ type }) => !untaggable.test(type));
const names = ['environment', 'project', 'owner', 'costCenter', 'managedBy'] as const;
const rowOf = (name: string): string => `prodready.tags.${name.toLowerCase()}`;

export const tagChecks: readonly Check[] = [
  check('prodready.tags.all-resources', [resources()], (facts) => {
    const all = taggable(facts);
    const bare = all.filter(({ tags }) => Object.keys(tags ?? {}).length === 0).map(({ name }) => name);
    if (all.length === 0) return fail('The resource group holds no resource.');
    return bare.length === 0 ? pass(`All ${all.length} resources carry tags.`) : fail(`Without any tag: ${listed(bare)}.`);
  }),
  rollUpOf('prodready.tags.required', names.map(rowOf)),
  ...names.map((name) => check(rowOf(name), [resourceGroup(), resources()], (facts, scope) => {
    const all = [facts.need(resourceGroup()), ...taggable(facts)];
    const wrong = all.filter(({ tags }) => !isRight(name, tagOf(tags, name), scope)).map((one) => `${one.name} (${tagOf(one.tags, name) ?? 'none'})`);
    return wrong.length === 0 ? pass(`The group and its ${all.length - 1} resources carry ${name}.`) : fail(`The tag ${name} is missing or wrong: ${listed(wrong)}.`);
  })),
];

function isRight(name: (typeof names)[number], value: string | undefined, { environment, stage }: EvidenceScope): boolean {
  if (value === undefined || value.trim() === '') return false;
  if (name === 'environment') return sameText(value, environment.name) || sameText(value, stage);
  return name !== 'owner' || !(value.includes('@') && isSampleAddress(value));
}

export const costTags = ['costCenter', 'project'] as const;
