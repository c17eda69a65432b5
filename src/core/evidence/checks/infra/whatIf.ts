import { asString } from '../../../json';
import { listTemplateResources, type Plan, type PlanChange } from '../../../whatIf';
import type { Check, Facts, Verdict } from '../../api';
import { compiled, plan } from '../../queries';
import { fail, pass } from '../../verdict';
import { check, listed, personalCheck, rollUpOf } from '../shared';

/** What would really change: not what is the same, left alone, or folded away as noise. */
const changesOf = ({ changes }: Plan): readonly PlanChange[] => changes.filter(({ changeType, isNoise }) => !isNoise && !['NoChange', 'Ignore', 'NoEffect'].includes(changeType));
const namesOf = (changes: readonly PlanChange[]): string => listed(changes.map(({ name, type }) => `${name} (${type.split('/').at(-1)})`));

/** Values from least to most, family by family. */
const ladders: readonly (readonly string[])[] = [['Y1', 'EP1', 'EP2', 'EP3'], ['Dynamic', 'ElasticPremium'], ['Basic', 'Standard', 'Premium'], ['Standard_LRS', 'Standard_ZRS', 'Standard_GRS', 'Standard_RAGRS', 'Standard_GZRS', 'Standard_RAGZRS']];
const containerTypes = /\/(containers|queues|topics)$/i;
/** Settings that deployments of applications write beside the template's own. */
const ownSettings = /^(AOS_ENVIRONMENT|AOS_LOG_LEVEL|APP_ENVIRONMENT|AZURE_?SERVICE_?BUS_CONNECTION_STRING|AZURE_STORAGE_CONNECTION_STRING|AzureServiceBusConnectionString|(AZURE_)?KEY_VAULT_URL|WEBSITE_RUN_FROM_PACKAGE)$/i;

const rowOf = { Create: 'creates', Modify: 'modifies', Delete: 'deletes' } as const;
const words = { Create: 'created', Modify: 'modified', Delete: 'deleted' } as const;

export const whatIfChecks: readonly Check[] = [
  rollUpOf('infra.whatif.reviewed', ['infra.whatif.creates', 'infra.whatif.modifies', 'infra.whatif.deletes', 'infra.whatif.no-surprises']),
  ...(['Create', 'Modify', 'Delete'] as const).map((kind) => personalCheck(`infra.whatif.${rowOf[kind]}`, [plan()], (facts) => {
    const changes = changesOf(facts.need(plan())).filter(({ changeType }) => changeType === kind);
    return changes.length === 0 ? pass(`Nothing would be ${words[kind]}.`) : fail(`${changes.length} would be ${words[kind]}, which nobody has looked at yet: ${namesOf(changes)}.`);
  }, { binds: ['plan'] })),
  check('infra.whatif.no-surprises', [plan(), compiled()], decideSurprises, { rows: ['infra.whatif.modifies'], binds: ['plan'] }),
];

function decideSurprises(facts: Facts): Verdict {
  const current = facts.need(plan());
  const { template, templateHash } = facts.need(compiled());
  if (current.templateHash !== undefined && current.templateHash !== templateHash) return fail('The plan was made of another template than the one that is here now.');
  const changes = changesOf(current);
  const group = `/subscriptions/${current.target.subscriptionId}/resourceGroups/${current.target.resourceGroup}`.toLowerCase();
  const outside = changes.filter(({ resourceId }) => resourceId.toLowerCase() !== group && !resourceId.toLowerCase().startsWith(`${group}/`));
  if (outside.length > 0) return fail(`Changes outside ${current.target.resourceGroup}: ${namesOf(outside)}.`);
  const unsupported = changes.filter(({ changeType }) => changeType === 'Unsupported');
  if (unsupported.length > 0) return fail(`What becomes of these cannot be predicted: ${namesOf(unsupported)}.`);
  const declared = new Set(listTemplateResources(template).map(({ type }) => type.toLowerCase()));
  const foreign = changes.filter(({ type }) => !declared.has(type.toLowerCase()) && type.toLowerCase() !== 'microsoft.resources/resourcegroups');
  if (foreign.length > 0) return fail(`The template declares no such type: ${namesOf(foreign)}.`);
  const harmful = changes.filter(isHarmful);
  const isAccepted = facts.row('infra.whatif.modifies')?.state === 'pass' && harmful.every(({ changeType }) => changeType === 'Modify');
  if (harmful.length > 0 && !isAccepted) return fail(`Something is lowered or taken away: ${namesOf(harmful)}.`);
  return pass(harmful.length > 0 ? `What is lowered was accepted: ${namesOf(harmful)}.` : `${changes.length} changes, all inside the group, of declared types, and none takes anything away.`);
}

function isHarmful({ type, changeType, properties }: PlanChange): boolean {
  if (changeType === 'Delete') return containerTypes.test(type);
  if (changeType !== 'Modify') return false;
  return properties.some(({ path, changeType: kind, before, after, noise }) => {
    if (noise !== undefined) return false;
    if (/^sku(\.(name|tier))?$/.test(path)) return isLower(asString(before), asString(after));
    return kind === 'Delete' && (ownSettings.test(/appSettings\[name=([^\]]+)\]/i.exec(path)?.[1] ?? '') || /(^|\.)(containers|queues|topics)(\[|\.|$)/i.test(path));
  });
}

function isLower(before: string | undefined, after: string | undefined): boolean {
  const ladder = ladders.find((one) => one.includes(before ?? '') && one.includes(after ?? ''));
  return ladder !== undefined && ladder.indexOf(after!) < ladder.indexOf(before!);
}
