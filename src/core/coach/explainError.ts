import { DeployError, type ErrorDetail } from '../errors';
import { parseResourceId } from '../whatIf/resourceId';
import type { CoachRule, FailureClass } from './coachRule';
import { coachRules } from './rules.generated';
import { listLeaves, parseErrorBody } from './unwrap';

/** What the coach says about one cause. */
export interface Advice {
  /** Id of the rule; absent when none fits. */
  readonly ruleId?: string;
  readonly class: FailureClass;
  /** One sentence: what happened. Without a rule, the service's own message. */
  readonly cause: string;
  readonly nextStep: string;
  /** A command line; words in capitals are for the user to fill in. */
  readonly command?: string;
  /** What the editor may offer, e.g. `recover`. */
  readonly action?: string;
  /** The service's own words. */
  readonly error: ErrorDetail;
  readonly resourceId?: string;
}

export interface AdviceContext {
  /** What the error is about, where it does not say so itself. */
  readonly resourceId?: string;
  readonly resourceGroup?: string;
}

/** Explains every innermost cause of an error, what is understood first. Takes our errors, ARM's details, or a whole body; never empty. */
export function explainError(error: DeployError | ErrorDetail | unknown, context: AdviceContext = {}, rules: readonly CoachRule[] = coachRules): readonly [Advice, ...Advice[]] {
  const leaves = leavesOf(error);
  const advice = leaves.map((leaf) => explainLeaf(leaf, context, rules));
  const [first, ...others] = [...advice.filter(({ ruleId }) => ruleId !== undefined), ...advice.filter(({ ruleId }) => ruleId === undefined)];
  return [first ?? unknownCause({ code: 'Unknown', message: 'The service gave no reason.' }, context), ...others];
}

/** The class of a failure as the audit records it: logic as soon as one cause needs a correction. */
export function classifyError(error: DeployError | ErrorDetail | unknown, context: AdviceContext = {}): FailureClass {
  const classes = explainError(error, context).map((one) => one.class);
  if (classes.includes('logic')) return 'logic';
  return classes.includes('unknown') ? 'unknown' : 'environmental';
}

function leavesOf(error: unknown): readonly ErrorDetail[] {
  if (error instanceof DeployError) {
    const own: ErrorDetail = { code: error.code, message: error.message };
    return error.details.length > 0 ? error.details.flatMap((detail) => listLeaves(unfold(detail))) : [own];
  }
  const parsed = parseErrorBody(error);
  return parsed ? listLeaves(parsed) : [];
}

/** Details may still hide JSON in their messages. */
const unfold = (detail: ErrorDetail): ErrorDetail => parseErrorBody(detail) ?? detail;

function explainLeaf(leaf: ErrorDetail, context: AdviceContext, rules: readonly CoachRule[]): Advice {
  const resourceId = leaf.resourceId ?? (leaf.target?.startsWith('/') ? leaf.target : undefined) ?? context.resourceId;
  const parsed = resourceId === undefined ? undefined : parseResourceId(resourceId);
  for (const rule of rules) {
    const groups = match(rule, leaf, parsed?.type ?? '');
    if (!groups) continue;
    const words = {
      name: parsed?.name ?? quotedName(leaf.message) ?? 'the resource', type: parsed?.type ?? 'this resource type', group: parsed?.resourceGroup ?? context.resourceGroup ?? 'the resource group', code: leaf.code,
      id: resourceId ?? 'the resource', host: hostIn(leaf.message) ?? 'the endpoint', principal: 'the account', right: 'a right', scope: 'this scope', ...groups,
    };
    return {
      ruleId: rule.id, class: rule.class, cause: asSentence(fill(rule.cause, words)), nextStep: fill(rule.nextStep, words), error: leaf,
      ...(rule.command !== undefined && { command: fill(rule.command, forCommand(words)) }),
      ...(rule.action !== undefined && { action: rule.action }), ...(resourceId !== undefined && { resourceId }),
    };
  }
  return unknownCause(leaf, { ...context, ...(resourceId !== undefined && { resourceId }) });
}

/** Names keep their spelling; only words that stand for an unknown one begin a sentence as words do. */
const asSentence = (text: string): string => text.replace(/^th(?=(e|is) (resource|account|endpoint))/, 'Th');

const unknownCause = (error: ErrorDetail, { resourceId }: AdviceContext): Advice => ({
  class: 'unknown', cause: error.message, error, nextStep: /^(Unknown|Http\d+)$/.test(error.code) ? 'Look into the log for the request that was answered so, and repeat it; if it stays, ask who runs the service or the network in between.' : `Look up ${error.code} in the service's documentation; the message is its own.`, ...(resourceId !== undefined && { resourceId }),
});

/** Named groups of the rule's expression when everything it asks for is there. */
function match(rule: CoachRule, { code, message }: ErrorDetail, type: string): Readonly<Record<string, string>> | undefined {
  if (rule.codes && !namesOf(code, message).some((name) => rule.codes?.some((one) => one.toLowerCase() === name))) return undefined;
  if (rule.type && !new RegExp(rule.type, 'i').test(type)) return undefined;
  if (rule.message === undefined) return {};
  const found = new RegExp(rule.message, 'is').exec(message.slice(0, 4000));
  return found ? Object.fromEntries(Object.entries(found.groups ?? {}).filter(([, value]) => value !== undefined && value !== '')) : undefined;
}

/** What an error is known by, in lower case: its code with and without our prefix, and the code of Microsoft Entra ID, which stands in the message while the code is OAuth's. */
function namesOf(code: string, message: string): readonly string[] {
  const entra = /\bAADSTS\d{4,9}\b/i.exec(message)?.[0];
  return [code, code.replace(/^Arm\./, ''), ...(entra === undefined ? [] : [entra])].map((name) => name.toLowerCase());
}

/** A host or address at the beginning of a message of the network, or the one that a system call asked for; without its port. */
const hostIn = (message: string): string | undefined => /(?:getaddrinfo \w+ |certificate of |^)((?:[\w-]+\.)+[\w-]+|localhost)\b/i.exec(message)?.[1];

/** Services put the name into quotes when they do not say it otherwise; regions, properties and wanted values stand in quotes as well. */
const quotedName = (message: string): string | undefined =>
  [...message.matchAll(/(\S+\s+)?['"]([A-Za-z0-9][\w.-]{1,89})['"]/g)].find(([, before]) => !/^(locations?|regions?|property|properties|specify|be|zones?)\s+$/i.test(before ?? ''))?.[2];

const fill = (text: string, words: Readonly<Record<string, string>>): string => text.replace(/\{(\w+)\}/g, (_all, word: string) => words[word] ?? '').replace(/\s+/g, ' ').trim();

/** A command must stay one command, whatever a service put into a name; unknown words stand in capitals. */
const forCommand = (words: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(words).map(([word, value]) => [word, /^[\w./()-]*$/.test(value) ? value : word.toUpperCase()]));
