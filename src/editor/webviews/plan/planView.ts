import { countedAs } from '../../../core/whatIf/counts';
import type { NotPredicted, Plan, PlanChange, PlanOutputChange, PlanPropertyChange, RiskLevel } from '../../../core/whatIf/plan';
import type { PreflightCheck, Remedy } from '../../../core/preflight/model';
import type { SettingsImpact } from '../../../core/settingsGuard/settingsGuard';
import type { ChangeView, NotPredictedView, OutputView, PlanView, PreflightView, PropertyView, RemedyView, SettingsImpactView } from '../../../protocol/plan';
import { relativePath } from '../../shared/paths';
import { declarationView } from '../shared/declaration';
import { valueViews } from './valueView';

/** A plan as the page draws it. `root` is the workspace folder that file names are shown relative to. */
export function planView(plan: Plan, root: string): PlanView {
  return {
    planHash: plan.planHash, target: plan.target, madeAt: plan.madeAt, source: plan.source, risk: plan.risk, warnings: plan.warnings,
    counts: { ...plan.counts, drift: plan.changes.filter((change) => change.drift).length },
    changes: plan.changes.map((change, index) => ({ change, id: changeId(index) })).sort((a, b) => compareChanges(a.change, b.change)).map(({ change, id }) => changeView(change, id, root)),
    notPredicted: plan.notPredicted.map((item, index) => notPredictedView(item, notPredictedId(index), root)),
    ...(plan.outputs?.length ? { outputs: plan.outputs.map(outputView) } : {}),
    ...(plan.preflight?.length ? { preflight: plan.preflight.map(preflightView) } : {}),
    ...(plan.settingsImpact?.length ? { settings: plan.settingsImpact.map(settingsView) } : {}),
    ...(plan.objections?.length ? { objections: plan.objections.map(({ id, reason }) => ({ id, reason })) } : {}),
  };
}

const preflightView = ({ id, title, state, reason, remedies }: PreflightCheck): PreflightView => ({ id, title, state, reason, remedies: remedies.map(remedyView) });
const remedyView = ({ title, command, action }: Remedy): RemedyView => ({ title, ...(command ? { command } : {}), ...(action ? { action: action.kind } : {}) });
const settingsView = ({ siteId, dropped, overwritten }: SettingsImpact): SettingsImpactView => ({ siteId, app: siteId.replace(/^.*\/sites\//i, '').replace(/\/slots\//i, ' / '), dropped, overwritten });

/** The remedy that the page means. */
export const findRemedy = ({ preflight = [] }: Plan, check: string, title: string): Remedy | undefined => preflight.find(({ id }) => id === check)?.remedies.find((remedy) => remedy.title === title);

/** Drift that was asked for by itself, in the same shape as the plan's changes. */
export const driftViews = (drift: Plan, root: string): readonly ChangeView[] =>
  drift.changes.map((change, index) => ({ change, id: driftId(index) })).filter(({ change }) => change.drift).sort((a, b) => compareChanges(a.change, b.change)).map(({ change, id }) => changeView(change, id, root));

const outputView = (output: PlanOutputChange): OutputView => ({ name: output.name, changeType: output.changeType, ...valueViews({ ...output, path: output.name }) });


const changeId = (index: number): string => `c${index}`;
const driftId = (index: number): string => `d${index}`;
const notPredictedId = (index: number): string => `n${index}`;

/** The change that a page means by `id`. */
export const findChange = (plan: Plan, id: string): PlanChange | undefined => (/^c\d+$/.test(id) ? plan.changes[Number(id.slice(1))] : undefined);
export const findDrifted = (drift: Plan | undefined, id: string): PlanChange | undefined => (/^d\d+$/.test(id) ? drift?.changes[Number(id.slice(1))] : undefined);
export const findNotPredicted = (plan: Plan, id: string): NotPredicted | undefined => (/^n\d+$/.test(id) ? plan.notPredicted[Number(id.slice(1))] : undefined);

const riskOrder: Record<RiskLevel, number> = { high: 0, low: 1, none: 2 };
const typeOrder: Record<string, number> = { Delete: 0, Create: 1, Modify: 1, Deploy: 1, Unsupported: 2, NoChange: 3, NoEffect: 3, Ignore: 4 };

/** Deletes first, then what is risky, then what changes; quiet ones last. */
export function compareChanges(a: PlanChange, b: PlanChange): number {
  const weight = (change: PlanChange): number => (change.changeType === 'Delete' ? 0 : 10 * (1 + riskOrder[change.risk.level]) + (change.isNoise ? 3 : typeOrder[change.changeType] ?? 2));
  return weight(a) - weight(b) || (a.module ?? '').localeCompare(b.module ?? '') || a.name.localeCompare(b.name);
}

function changeView(change: PlanChange, id: string, root: string): ChangeView {
  const declaration = declarationView(change.declaration, root);
  return {
    id, resourceId: change.resourceId, type: change.type, name: change.name, changeType: shownType(change), risk: change.risk,
    module: moduleText(change, root), drift: change.drift === true, noise: change.isNoise === true, properties: change.properties.map((property): PropertyView => ({
      path: property.path, changeType: property.changeType, ...valueViews(property), ...(property.noise ? { noise: property.noise } : {}), ...(canAccept(property) ? { canAccept: true } : {}),
    })),
    ...(declaration ? { declaration } : {}),
  };
}

/** Secrets and what is not there cannot be written into a file. */
export const canAccept = ({ drift, isSecret, before, after }: PlanPropertyChange): boolean => drift === true && !isSecret && before !== null && ['string', 'number', 'boolean'].includes(typeof before) && typeof after === typeof before;

/** A modification whose values only the deployment knows is no change that anybody could be told. */
const shownType = (change: PlanChange): PlanChange['changeType'] => (countedAs(change) === 'noChange' ? 'NoChange' : change.changeType);

const moduleText = (change: PlanChange, root: string): string => {
  const file = change.module ?? change.declaration?.file;
  return file ? relativePath(root, file) : '';
};

function notPredictedView(item: NotPredicted, id: string, root: string): NotPredictedView {
  const declaration = declarationView(item.declaration, root);
  return { id, label: item.resourceId?.split('/').at(-1) ?? item.symbolicName ?? item.type ?? '', reason: item.reason, ...(item.type ? { type: item.type } : {}), ...(declaration ? { declaration } : {}) };
}
