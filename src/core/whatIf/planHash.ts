import { hashJson } from '../hash';
import type { JsonValue } from '../values';
import type { Plan, PlanChange } from './plan';

type Hashed = Pick<Plan, 'environment' | 'target' | 'source' | 'changes' | 'notPredicted' | 'templateHash' | 'parametersHash'>;

/** SHA-256 (hex) over everything an approval is about. Not in it: the time, places in files, noise, and the order of changes. */
export function hashPlan(plan: Hashed): string {
  const changes = plan.changes.filter(({ changeType }) => changeType !== 'Ignore' && changeType !== 'NoChange').filter(changesSomething).map(describe);
  return hashJson({
    environment: plan.environment,
    target: { ...plan.target, location: plan.target.location },
    source: plan.source,
    template: plan.templateHash ?? '',
    parameters: plan.parametersHash ?? '',
    changes: changes.map((change) => ({ text: hashJson(change), change })).sort((a, b) => (a.text < b.text ? -1 : 1)).map(({ change }) => change),
    notPredicted: plan.notPredicted.map(({ resourceId, symbolicName, type, kind }) => `${resourceId?.toLowerCase() ?? ''}|${symbolicName ?? ''}|${type?.toLowerCase() ?? ''}|${kind ?? ''}`).sort(),
  });
}

/** A modification of noise alone comes and goes between two equal plans. */
const changesSomething = ({ changeType, properties }: PlanChange): boolean => changeType !== 'Modify' || properties.length === 0 || properties.some(({ noise }) => !noise);

function describe(change: PlanChange): JsonValue {
  const properties = change.properties.filter(({ noise }) => !noise).map((property): JsonValue => ({
    path: property.path, changeType: property.changeType,
    ...(property.before !== undefined && !property.knownAtDeploy && { before: property.before }),
    ...(property.after !== undefined && { after: property.after }),
  }));
  return { resourceId: change.resourceId.toLowerCase(), changeType: change.changeType, properties };
}
