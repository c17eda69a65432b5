import type { ArmErrorDetail } from '../armError';
import { createRandom, type SeededRandom } from '../random';
import type { FaultFile, FaultRule, OperationFault, QuotaFault, RequestFault, ResourceFault } from './faultFile';

export interface RequestFacts { readonly method: string; readonly path: string }
export interface ResourceFacts { readonly resourceId: string; readonly type: string; readonly location?: string }

/** What happens to one request. `delayMs` comes first; of the actions the first rule's wins. */
export interface RequestDecision {
  readonly delayMs: number;
  /** Milliseconds by which the sandbox's clock moves now. */
  readonly clockJumpMs: number;
  readonly action?: Exclude<RequestFault, { readonly kind: 'latency' | 'clockJump' }>;
  /** Names of the rules that acted, for the request log. */
  readonly rules: readonly string[];
}

/** Why one resource is refused (`late`: while it is provisioned). The body is ARM's. */
export interface ResourceRefusal { readonly status: number; readonly error: ArmErrorDetail; readonly late: boolean }

/**
 * The faults in force: asked before each request, each write of a resource and each long-running operation. The same file, seed and series
 * of questions gives the same answers.
 */
export class Faults {
  readonly #random: SeededRandom;
  readonly #counts = new Map<number, { asked: number; acted: number }>();

  constructor(readonly file: FaultFile = { rules: [] }) { this.#random = createRandom(`faults:${file.seed ?? 1}`); }

  onRequest(facts: RequestFacts): RequestDecision {
    const acting = this.#acting<RequestFault>(requestKinds, (rule) => matchesRequest(rule, facts));
    const action = acting.find(({ fault }) => fault.kind !== 'latency' && fault.kind !== 'clockJump')?.fault as RequestDecision['action'];
    return {
      delayMs: acting.reduce((sum, { fault, draw }) => sum + (fault.kind === 'latency' ? delayOf(fault, draw) : 0), 0),
      clockJumpMs: acting.reduce((sum, { fault }) => sum + (fault.kind === 'clockJump' ? fault.ms : 0), 0),
      ...(action && { action }),
      rules: acting.map(({ name }) => name),
    };
  }

  /** Asked once before a resource is created or updated. */
  onResourceWrite(facts: ResourceFacts): ResourceRefusal | undefined {
    const [first] = this.#acting<ResourceFault>(resourceKinds, (rule) => matchesResource(rule, facts));
    return first && refusalOf(first.fault, facts);
  }

  /** What is certain to be refused, asked while a template is checked: policies and capacity. Counts nothing, so the write itself meets the same rule. */
  onPreflight(facts: ResourceFacts): ResourceRefusal | undefined {
    const rule = this.file.rules.find((candidate, index) => candidate.enabled !== false && preflightKinds.includes(candidate.fault.kind) && matchesResource(candidate, facts)
      && candidate.probability === undefined && candidate.skip === undefined && (this.#counts.get(index)?.acted ?? 0) < (candidate.times ?? Infinity));
    return rule && refusalOf(rule.fault as ResourceFault, facts);
  }

  /** What the first rule about a quota says: its limit in a region. */
  limitOf({ type, location, name }: { readonly type: string; readonly location: string; readonly name: string }): number | undefined {
    const quotaOf = (rule: FaultRule): QuotaFault | undefined => (rule.enabled !== false && rule.fault.kind === 'quota' ? rule.fault : undefined);
    const rule = this.file.rules.find((one) => { const fault = quotaOf(one); return fault !== undefined && fits(fault.quota, name) && fits(one.match?.type, type) && fits(one.match?.location, location); });
    return rule && quotaOf(rule)?.limit;
  }

  /** Factor on the time of an operation on this resource; Infinity for one that never ends. */
  operationFactor(facts: ResourceFacts): number {
    const acting = this.#acting<OperationFault>(operationKinds, (rule) => matchesResource(rule, facts));
    return acting.reduce((factor, { fault }) => (fault.kind === 'stuckOperation' ? Infinity : factor * fault.factor), 1);
  }

  #acting<F extends FaultRule['fault']>(kinds: readonly string[], matches: (rule: FaultRule) => boolean): readonly { readonly fault: F; readonly name: string; readonly draw: number }[] {
    return this.file.rules.flatMap((rule, index) => {
      if (rule.enabled === false || !kinds.includes(rule.fault.kind) || !matches(rule)) return [];
      const count = this.#counts.get(index) ?? { asked: 0, acted: 0 };
      this.#counts.set(index, count);
      count.asked++;
      const acts = count.asked > (rule.skip ?? 0) && count.acted < (rule.times ?? Infinity) && this.#random.fraction(`${index}:${count.asked}`) < (rule.probability ?? 1);
      if (!acts) return [];
      count.acted++;
      return [{ fault: rule.fault as F, name: rule.name ?? `rule ${index + 1} (${rule.fault.kind})`, draw: this.#random.fraction(`${index}:${count.asked}:draw`) }];
    });
  }
}

const requestKinds = ['latency', 'throttle', 'error', 'reset', 'truncate', 'notJson', 'clockJump'];
const resourceKinds = ['failResource', 'noCapacity', 'denyPolicy'];
const preflightKinds = ['noCapacity', 'denyPolicy'];
const operationKinds = ['slowOperation', 'stuckOperation'];

const matchesRequest = ({ match = {} }: FaultRule, { method, path }: RequestFacts): boolean =>
  (match.method === undefined || match.method === method.toUpperCase()) && fits(match.path, path)
  && fits(match.resourceId, path) && fits(match.type && `*/providers/${match.type}/*`, `${path}/`) && fits(match.name && `*/${match.name}`, path);

const matchesResource = ({ match = {} }: FaultRule, { resourceId, type, location }: ResourceFacts): boolean =>
  fits(match.resourceId, resourceId) && fits(match.type, type) && fits(match.name, resourceId.slice(resourceId.lastIndexOf('/') + 1)) && fits(match.location, location ?? '');

function fits(pattern: string | undefined, text: string): boolean {
  if (pattern === undefined) return true;
  const parts = pattern.toLowerCase().split('*');
  const subject = text.toLowerCase();
  if (parts.length === 1) return subject === parts[0];
  const [first, last] = [parts[0]!, parts.at(-1)!];
  if (!subject.startsWith(first) || !subject.endsWith(last) || subject.length < first.length + last.length) return false;
  let at = first.length;
  return parts.slice(1, -1).every((part) => {
    const found = subject.indexOf(part, at);
    at = found + part.length;
    return found >= 0 && at <= subject.length - last.length;
  });
}

function delayOf(fault: Extract<RequestFault, { kind: 'latency' }>, draw: number): number {
  if (fault.distribution === 'uniform') return fault.ms + draw * Math.max(0, (fault.maxMs ?? fault.ms) - fault.ms);
  if (fault.distribution === 'exponential') return Math.min(fault.maxMs ?? Infinity, -Math.log(1 - draw) * fault.ms);
  return fault.ms;
}

function refusalOf(fault: ResourceFault, { resourceId, type, location }: ResourceFacts): ResourceRefusal {
  const name = resourceId.slice(resourceId.lastIndexOf('/') + 1);
  switch (fault.kind) {
    case 'failResource': return { status: fault.status ?? 409, late: fault.late ?? false, error: { code: fault.code, message: fault.message ?? `The resource '${name}' could not be provisioned.`, target: name } };
    case 'noCapacity': return {
      status: 409, late: false,
      error: { code: 'SkuNotAvailable', target: name, message: `The requested size for resource '${resourceId}' is currently not available in location '${location ?? ''}'${fault.sku ? ` for SKU '${fault.sku}'` : ''}. Please try another size or deploy to a different location.` },
    };
    case 'denyPolicy': return { status: 403, late: false, error: policyDenial(name, type, fault.policy ?? 'deny-by-sandbox') };
  }
}

const policyDenial = (name: string, type: string, policy: string): ArmErrorDetail => ({
  code: 'RequestDisallowedByPolicy', target: name,
  message: `Resource '${name}' was disallowed by policy. Policy identifiers: '[{"policyAssignment":{"name":"${policy}"}}]'.`,
  additionalInfo: [{ type: 'PolicyViolation', info: { policyAssignmentName: policy, policyDefinitionEffect: 'deny', evaluationDetails: { evaluatedExpressions: [{ result: 'True', expressionKind: 'Field', expression: 'type', path: 'type', expressionValue: type, targetValue: type, operator: 'Equals' }] } } }],
});
