import type { JsonValue } from '../values';
import type { PlanChange, PlanPropertyChange, Risk, RiskLevel } from './plan';
import { riskRules, roleNames, type RiskRule } from './riskRules';

type Judged = Pick<PlanChange, 'type' | 'name' | 'changeType' | 'properties'>;

/** What is risky about a change, worst first. Noise, drift by others and values known only at deployment are not judged. */
export function assessRisk(change: Judged, rules: readonly RiskRule[] = riskRules): Risk {
  const properties = change.properties.filter(isReal);
  if (change.changeType === 'Modify' && properties.length === 0) return { level: 'none', reasons: [] };
  const fired = rules.flatMap((rule) => fire(rule, change, properties).map((reason) => ({ rule, reason })));
  const apart = fired.filter(({ rule }) => !(rule.id === 'delete' && fired.length > 1));
  const ordered = [...apart].sort((a, b) => rank(b.rule.level) - rank(a.rule.level));
  return { level: ordered[0]?.rule.level ?? 'none', reasons: [...new Set(ordered.map(({ reason }) => reason))] };
}

/** The worst of several risks, with the reasons of that and lower levels, each once. */
export function worstRisk(risks: readonly Risk[]): Risk {
  const ordered = [...risks].sort((a, b) => rank(b.level) - rank(a.level));
  return { level: ordered[0]?.level ?? 'none', reasons: [...new Set(ordered.flatMap(({ reasons }) => reasons))] };
}

export const isReal = (property: PlanPropertyChange): boolean => property.changeType !== 'NoEffect' && !property.noise && !property.knownAtDeploy;
const rank = (level: RiskLevel): number => ['none', 'low', 'high'].indexOf(level);

function fire(rule: RiskRule, change: Judged, properties: readonly PlanPropertyChange[]): string[] {
  if (rule.type && !ignoreCase(rule.type).test(change.type)) return [];
  if (rule.changeType && !rule.changeType.some((type) => type === change.changeType)) return [];
  if (!rule.path) return [fill(rule.reason, change)];
  return properties.filter((property) => matches(rule, property)).map((property) => fill(rule.reason, change, property));
}

function matches(rule: RiskRule, { path, changeType, before, after }: PlanPropertyChange): boolean {
  return (!rule.path || ignoreCase(rule.path).test(path))
    && (!rule.propertyChange || rule.propertyChange.some((type) => type === changeType))
    && (!rule.before || ignoreCase(rule.before).test(text(before)))
    && (!rule.after || ignoreCase(rule.after).test(text(after)))
    && (!rule.ranking || goesDown(rule.ranking, text(before), text(after)))
    && (!rule.number || goes(rule.number, before, after));
}

function goesDown(ranking: readonly string[], before: string, after: string): boolean {
  const [was, will] = [before, after].map((value) => ranking.findIndex((entry) => entry.toLowerCase() === value.toLowerCase()));
  return was !== undefined && will !== undefined && was >= 0 && will >= 0 && will < was;
}

const goes = (direction: 'up' | 'down', before: JsonValue | undefined, after: JsonValue | undefined): boolean =>
  typeof before === 'number' && typeof after === 'number' && (direction === 'down' ? after < before : after > before);
const ignoreCase = (pattern: RegExp): RegExp => (pattern.flags.includes('i') ? pattern : new RegExp(pattern.source, `${pattern.flags}i`));
const text = (value: JsonValue | undefined): string => (value === undefined || value === null ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value));
const fill = (reason: string, change: Judged, property?: PlanPropertyChange): string =>
  reason.replace(/\{(\w+)\}/g, (_all, word: string) => ({ name: change.name, type: change.type, path: property?.path ?? '', role: roleOf(change), before: text(property?.before) || 'nothing', after: text(property?.after) || 'nothing' })[word] ?? '');

/** The role that an assignment grants, by its name where it is a built-in one. */
function roleOf({ name, properties }: Judged): string {
  const definition = text(properties.find(({ path }) => path === 'properties.roleDefinitionId')?.after);
  const id = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.exec(definition)?.[0].toLowerCase();
  return id === undefined ? `a role (${name})` : `the role ${roleNames[id] ?? id}`;
}
