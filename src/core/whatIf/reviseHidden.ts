import type { JsonObject } from '../values';
import { withChanges } from './makePlan';
import type { Plan, PlanChange, PlanPropertyChange } from './plan';
import { idKey, parseResourceId } from './resourceId';

/** What was found, by asking for it, of properties that what-if cannot read back. */
export interface HiddenFinding {
  /** The resource that declares them. */
  readonly resourceId: string;
  readonly type: string;
  /** Paths of everything that was compared; what what-if says below them is a guess. */
  readonly compared: readonly string[];
  readonly properties: readonly PlanPropertyChange[];
}

const reason = 'What-if cannot read this back; it was read and compared.';

/** Puts what was found in the place of what what-if guessed. Resources that come or go stay as they are: nothing is live to be compared, or nothing is wanted. */
export function reviseHidden(plan: Plan, findings: readonly HiddenFinding[], template: JsonObject): Plan {
  if (findings.length === 0) return plan;
  const byId = new Map<string, HiddenFinding[]>();
  for (const finding of findings) byId.set(idKey(finding.resourceId), [...byId.get(idKey(finding.resourceId)) ?? [], finding]);
  const revised = plan.changes.map((change) => reviseChange(change, byId.get(idKey(change.resourceId)) ?? []));
  const known = new Set(plan.changes.map(({ resourceId }) => idKey(resourceId)));
  const others = [...byId].filter(([id]) => !known.has(id)).flatMap(([, [first, ...more]]) => changeOf(first!, [first!, ...more]));
  return withChanges(plan, [...revised, ...others], template);
}

function reviseChange(change: PlanChange, findings: readonly HiddenFinding[]): PlanChange {
  if (findings.length === 0 || !['Modify', 'NoChange', 'NoEffect', 'Deploy', 'Ignore'].includes(change.changeType)) return change;
  const found = findings.flatMap(({ properties }) => properties);
  const compared = findings.flatMap((finding) => finding.compared);
  const { drift: _guessed, ...rest } = change;
  const guessed = change.properties.map((property) => (property.noise || property.knownAtDeploy || !compared.some((path) => isAt(property.path, path)) ? property : { ...property, noise: reason }));
  return { ...rest, changeType: found.length > 0 ? 'Modify' : change.changeType, properties: [...guessed.filter(({ path }) => !found.some((one) => one.path === path)), ...found] };
}

function changeOf({ resourceId, type }: HiddenFinding, findings: readonly HiddenFinding[]): readonly PlanChange[] {
  const properties = findings.flatMap((finding) => finding.properties);
  return properties.length === 0 ? [] : [{ resourceId, type, name: parseResourceId(resourceId)?.name ?? resourceId, changeType: 'Modify', risk: { level: 'none', reasons: [] }, properties }];
}

const isAt = (path: string, place: string): boolean => path.toLowerCase().startsWith(place.toLowerCase()) && (path.length === place.length || /[.[]/.test(path[place.length] ?? ''));
