import type { RunRecord } from '../deployment';
import { adviceOn, closingSteps, type ClosingStep, type Incident } from './incident';

export type GuideStepId = 'told' | 'on-call' | 'decision' | 'take-back' | 'verify' | ClosingStep | 'close';
export interface GuideStep {
  readonly id: GuideStepId;
  readonly title: string;
  /** `next`: what is to be done now. `optional`: may be done at any time. */
  readonly state: 'done' | 'next' | 'open' | 'optional';
  /** What is known of it: the answer when it is done, advice when it is not. */
  readonly detail: string;
}

/** The way from the declaration to the end, with what is done. Pure. `runs`: those of the environment since the incident was declared. */
export function guideOf(incident: Incident, runs: readonly RunRecord[]): readonly GuideStep[] {
  const { decision, verified, told, onCall, done, closedAt } = incident;
  const rollback = runs.find((run) => run.rollbackTo && run.success && decision !== undefined && run.timestamp >= decision.at);
  const isSound = verified !== undefined && verified.unhealthy === 0;
  const steps: { readonly id: GuideStepId; readonly title: string; readonly done?: string | undefined; readonly advice: string; readonly isOptional?: boolean }[] = [
    { id: 'told', title: 'Tell stakeholders', done: told.length > 0 ? told.join(', ') : undefined, advice: 'Who was told, and where.', isOptional: true },
    { id: 'on-call', title: 'Engage who is on call', done: onCall, advice: 'Who answered.', isOptional: true },
    { id: 'decision', title: 'Decide what to take back', done: decision && `${decision.decision}: ${decision.reason}`, advice: adviceOn[incident.severity] },
    ...(decision && decision.decision !== 'none' ? [{ id: 'take-back' as const, title: takeBack[decision.decision], done: decision.decision === 'infrastructure' ? rollback?.message : verified && 'Verified since.', advice: failedSince(runs, decision.at) ?? 'The plan is shown before anything changes.' }] : []),
    { id: 'verify', title: 'Verify that the service is back', done: isSound ? `${verified.healthy} healthy, ${verified.unknown} unknown at ${verified.at.slice(11, 16)} UTC` : undefined, advice: verified ? `${verified.unhealthy} unhealthy: ${verified.findings[0] ?? ''}` : 'Every resource is asked.' },
    ...closingSteps.map(({ step, title }) => ({ id: step, title, done: done[step], advice: 'A sentence with names; the report holds it.' })),
    { id: 'close', title: 'Close the incident', done: closedAt, advice: 'The report has the timeline, the decision and what was named above.' },
  ];
  const next = steps.find((one) => one.done === undefined && !one.isOptional)?.id;
  return steps.map(({ id, title, done: answer, advice, isOptional }) => ({ id, title, state: answer !== undefined ? 'done' : id === next ? 'next' : isOptional ? 'optional' : 'open', detail: answer ?? advice }));
}

const takeBack: Readonly<Record<'infrastructure' | 'application' | 'data', string>> = { infrastructure: 'Roll back the infrastructure', application: 'Roll back the applications', data: 'Restore the data' };

function failedSince(runs: readonly RunRecord[], at: string): string | undefined {
  const failed = runs.find((run) => run.rollbackTo && !run.success && run.endedAt !== undefined && run.timestamp >= at);
  return failed && `The last rollback ended as ${failed.state}: ${failed.message}`;
}
