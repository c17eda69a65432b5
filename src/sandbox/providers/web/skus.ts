import type { JsonObject } from '../../../armTemplate';

interface Tier { readonly tier: string; readonly family: string; readonly workers: number; readonly slots: number; readonly alwaysOn: boolean }

/** By the SKU name's pattern: tier, family, how many workers and deployment slots (production not counted). @see App Service limits */
const tiers: readonly (readonly [RegExp, Tier])[] = [
  [/^Y1$/i, { tier: 'Dynamic', family: 'Y', workers: 0, slots: 1, alwaysOn: false }],
  [/^FC1$/i, { tier: 'FlexConsumption', family: 'FC', workers: 0, slots: 0, alwaysOn: false }],
  [/^EP[1-3]$/i, { tier: 'ElasticPremium', family: 'EP', workers: 20, slots: 3, alwaysOn: true }],
  [/^WS[1-3]$/i, { tier: 'WorkflowStandard', family: 'WS', workers: 20, slots: 3, alwaysOn: true }],
  [/^F1$/i, { tier: 'Free', family: 'F', workers: 1, slots: 0, alwaysOn: false }],
  [/^D1$/i, { tier: 'Shared', family: 'D', workers: 1, slots: 0, alwaysOn: false }],
  [/^B[1-3]$/i, { tier: 'Basic', family: 'B', workers: 3, slots: 0, alwaysOn: true }],
  [/^S[1-3]$/i, { tier: 'Standard', family: 'S', workers: 10, slots: 5, alwaysOn: true }],
  [/^P[1-3]$/i, { tier: 'Premium', family: 'P', workers: 20, slots: 20, alwaysOn: true }],
  [/^P[1-3]v2$/i, { tier: 'PremiumV2', family: 'Pv2', workers: 30, slots: 20, alwaysOn: true }],
  [/^P([0-3]|[1-5]m)v3$/i, { tier: 'PremiumV3', family: 'Pv3', workers: 30, slots: 20, alwaysOn: true }],
  [/^P([0-3]|[1-5]m)v4$/i, { tier: 'PremiumV4', family: 'Pv4', workers: 30, slots: 20, alwaysOn: true }],
  [/^I([1-6]|[1-5]m)v2$/i, { tier: 'IsolatedV2', family: 'Iv2', workers: 100, slots: 20, alwaysOn: true }],
];

export const tierOfSku = (name: string): Tier | undefined => tiers.find(([pattern]) => pattern.test(name))?.[1];

/** The `sku` that GET shows for a name: what was not given follows from the name. */
export function fullSku(name: string, given: JsonObject): JsonObject {
  const known = tierOfSku(name);
  return { name, tier: given.tier ?? known?.tier ?? 'Standard', size: given.size ?? name, family: given.family ?? known?.family ?? name.slice(0, 1), capacity: given.capacity ?? (known?.workers === 0 ? 0 : 1) };
}
