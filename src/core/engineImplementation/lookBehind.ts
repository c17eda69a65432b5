import { CancelledError, DeployError } from '../errors';
import type { Environment } from '../environments';
import { compareHidden, findHiddenWishes, matchesName, withUncertain, type HiddenReader, type HiddenWish, type PredictedBody } from '../settingsGuard';
import { createMasker, type HiddenFinding } from '../whatIf';
import type { CompiledEnvironment } from '../parameters';

export interface LookBehindInput {
  readonly environment: Pick<Environment, 'settingsGuard'>;
  readonly compiled: Pick<CompiledEnvironment, 'parameters' | 'secureParameterNames'>;
  readonly resources: readonly PredictedBody[];
  /** The same with other values for secrets that nobody has kept. */
  readonly withOtherSecrets?: readonly PredictedBody[];
  readonly reader: HiddenReader;
  /** What is live and the template is silent about counts as well. */
  readonly withExtra?: boolean;
}

export interface LookedBehind {
  readonly findings: readonly HiddenFinding[];
  /** What cannot be compared, in sentences. */
  readonly untold: readonly { readonly resourceId: string; readonly type: string; readonly reason: string; readonly failed?: true }[];
}

/** Compares what what-if cannot read back of apps with what the template gives it. Settings that are ignored, or put back after every deployment, are nobody's change. @throws CancelledError alone. */
export async function lookBehind(input: LookBehindInput, signal?: AbortSignal): Promise<LookedBehind> {
  const certain = findHiddenWishes(input.resources);
  const wishes = input.withOtherSecrets ? withUncertain(certain, findHiddenWishes(input.withOtherSecrets)) : certain;
  const looked = await Promise.all(wishes.filter(({ siteId }) => !siteId.includes('[')).map((wish) => look(wish, input, signal)));
  return { findings: looked.flatMap(({ findings }) => findings), untold: looked.flatMap(({ untold }) => untold) };
}

async function look(wish: HiddenWish, { environment, compiled, reader, withExtra }: LookBehindInput, signal?: AbortSignal): Promise<LookedBehind> {
  const { declaredBy: resourceId, type } = wish;
  try {
    const live = await reader.seen(wish.siteId, wish.part, signal);
    if (!live) return { findings: [], untold: [] };
    const { ignore = [], restore = [] } = environment.settingsGuard ?? {};
    const { changed, extra, undetermined } = compareHidden(wish, live, createMasker(compiled.parameters, compiled.secureParameterNames), (name) => [...ignore, ...restore].some((pattern) => matchesName(pattern, name)));
    const compared = wish.part === 'web' ? [...wish.values.values()].map(({ path }) => path) : [wish.path];
    return { findings: [{ resourceId, type, compared, properties: [...changed, ...(withExtra ? extra : [])] }], untold: undetermined.length === 0 ? [] : [{ resourceId, type, reason: notTold(undetermined) }] };
  } catch (error) {
    if (!(error instanceof DeployError) || error instanceof CancelledError) throw error;
    return { findings: [], untold: [{ resourceId, type, failed: true, reason: `${wish.path} could not be read, so whether somebody changed it is not known: ${error.message}` }] };
  }
}

const notTold = (paths: readonly string[]): string =>
  `Whether somebody changed ${paths.slice(0, 5).join(', ')}${paths.length > 5 ? ` and ${paths.length - 5} more` : ''} cannot be told: only a deployment knows what the template gives, or gave when it held other secrets.`;
