import type { RunRecord } from '../deployment/events';
import type { EvidenceRecord } from '../evidence';
import { asObject } from '../json';
import type { EnvironmentFacts } from './environmentFacts';
import type { BoundTo, EvidenceBook, MeasuredEvidence } from './evidence';

/** What does not belong to anything of now. */
const earlier = 'earlier';

/**
 * The book with what runs and publishing have shown already, whichever command started them: one deployment is the evidence of the items that it went through.
 * What an item's own action found later counts instead. Pure.
 */
export function withRuns(book: EvidenceBook, { bound, green, lastRun }: EnvironmentFacts, published: readonly EvidenceRecord[], isRehearsal: boolean): EvidenceBook {
  const found = [...(lastRun ? [linted(lastRun, bound, book), planned(lastRun, bound)] : []), ...(green ? [deployed(green, bound)] : []), ...(green ? apps.map((app) => publishing(app, published, green, bound, book)) : [])];
  const measured = new Map(book.measured);
  const history = new Map(book.history);
  for (const one of found) {
    if (!one || (measured.get(one.item)?.at ?? '') > one.at) continue;
    measured.set(one.item, { ...one, ...(isRehearsal && { rehearsed: true }) });
    history.set(one.item, [...history.get(one.item) ?? [], one]);
  }
  return { ...book, measured, history };
}

const apps = ['main', 'mcp', 'realm'] as const;

const evidence = (item: string, run: RunRecord, at: string, reason: string, bound: BoundTo, observed: MeasuredEvidence['observed']): MeasuredEvidence => ({ kind: 'action', item, at, state: 'pass', reason, rule: `run ${run.deploymentId}`, bound, ...(run.by !== undefined && { by: run.by }), ...(observed !== undefined && { observed }) });
const targetOf = ({ target }: BoundTo): BoundTo => (target === undefined ? {} : { target });
const timeOf = ({ events = [] }: Partial<RunRecord>, type: 'lint' | 'plan'): string | undefined => events.findLast((event) => event.type === type)?.timestamp;

/** The run compiled the sources of its commit; a later commit may have left the template as it was, which the last check has seen. */
function linted(run: RunRecord, bound: BoundTo, { lastRun }: EvidenceBook): MeasuredEvidence | undefined {
  const at = timeOf(run, 'lint');
  const isSameCommit = run.gitSha !== undefined && run.gitSha === bound['commit'];
  const isSameTemplate = lastRun !== undefined && lastRun.bound['templateText'] === bound['templateText'] && run.templateHash !== undefined && lastRun.bound['template'] === run.templateHash;
  const templateText = isSameCommit || isSameTemplate ? bound['templateText'] ?? earlier : earlier;
  return at === undefined ? undefined : evidence('infra.validate.lint-run', run, at, `${run.deploymentId} compiled the template: ${run.warnings.length} warnings.`, { templateText }, { deployment: run.deploymentId });
}

function planned(run: RunRecord, bound: BoundTo): MeasuredEvidence | undefined {
  const at = timeOf(run, 'plan');
  if (at === undefined || run.planHash === undefined || !run.planCounts) return undefined;
  const { create, modify, delete: deleted } = run.planCounts;
  return evidence('infra.whatif.run', run, at, `${run.deploymentId} asked Azure what it would change: ${create} create, ${modify} modify, ${deleted} delete.`, { ...targetOf(bound), plan: run.planHash }, { planHash: run.planHash });
}

function deployed(run: RunRecord, bound: BoundTo): MeasuredEvidence {
  return evidence('infra.exec.orchestrator-run', run, run.endedAt ?? run.timestamp, `${run.deploymentName}: ${run.message}`, { ...targetOf(bound), deployment: run.deploymentName }, { deployment: run.deploymentName, template: run.templateFile, parameters: run.parametersFile, commit: run.gitSha ?? null, resourceGroup: run.target?.resourceGroup ?? null });
}

/** A package that left proves nothing until the deployment site says that it arrived. */
function publishing(app: (typeof apps)[number], published: readonly EvidenceRecord[], green: RunRecord, bound: BoundTo, { measured }: EvidenceBook): MeasuredEvidence | undefined {
  const record = published.find(({ value }) => asObject(value)['application'] === app);
  const arrived = measured.get(`app.deploy.${app}-succeeded`);
  if (!record || arrived?.state !== 'pass' || arrived.at < record.at) return undefined;
  const deployment = record.at > green.timestamp ? green.deploymentName : earlier;
  return { kind: 'action', item: `app.deploy.${app}-publish`, at: record.at, state: 'pass', reason: `The package ${String(asObject(record.value)['hash']).slice(0, 12)} was published.`, rule: 'publish', bound: { ...targetOf(bound), deployment }, observed: record.value };
}
