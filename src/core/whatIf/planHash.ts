import { hashJson } from '../hash';
import type { JsonValue } from '../values';
import type { Plan, PlanChange } from './plan';

type Hashed = Pick<Plan, 'environment' | 'target' | 'source' | 'changes' | 'notPredicted' | 'templateHash' | 'parametersHash'>;

/**
 * SHA-256 (hex) over everything an approval is about. Not in it: the time, places in files, noise, and the order of changes.
 * @param madeAt ISO 8601 UTC, given when the template asks for the time (`utcNow`): values that are the time of this plan then count as equal to those of the next one.
 */
export function hashPlan(plan: Hashed, madeAt?: string): string {
  const changes = plan.changes.filter(({ changeType }) => changeType !== 'Ignore' && changeType !== 'NoChange').filter(changesSomething).map((change) => describe(change, madeAt));
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

function describe(change: PlanChange, madeAt: string | undefined): JsonValue {
  const properties = change.properties.filter(({ noise }) => !noise).map((property): JsonValue => ({
    path: property.path, changeType: property.changeType,
    ...(property.before !== undefined && !property.knownAtDeploy && { before: property.before }),
    ...(property.after !== undefined && { after: isTimeOf(property.after, madeAt) ? 'the time of the deployment' : property.after }),
  }));
  return { resourceId: change.resourceId.toLowerCase(), changeType: change.changeType, properties };
}

/** Milliseconds between two plans of one approval; more than a day apart, nobody remembers what was approved. */
const approvalTimeMs = 24 * 3_600_000;

/** Whether a value is the time at which the plan was made, as `utcNow` writes it by default, in ISO 8601, or as a date. */
function isTimeOf(value: JsonValue, madeAt: string | undefined): boolean {
  if (madeAt === undefined || typeof value !== 'string') return false;
  const compact = /^(\d{4})-?(\d{2})-?(\d{2})(?:[T ]?(\d{2}):?(\d{2}):?(\d{2})(?:\.\d+)?Z?)?$/.exec(value);
  if (!compact) return false;
  const [, year, month, day, hour = '00', minute = '00', second = '00'] = compact;
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Math.abs(time - Date.parse(madeAt)) <= approvalTimeMs;
}
