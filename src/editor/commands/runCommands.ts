import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { RunRecord } from '../../core/deployment/events';
import { CancelledError, InputError } from '../../core/errors';
import { commands } from '../../ids';
import type { EditorServices } from '../services';
import { isRehearsal, runStateText } from '../shared/runText';
import { relativeTime } from '../shared/time';
import { ensureSandbox } from './sandboxStart';
import { saveFiles } from './saveFiles';
import { subjectOf, type Subject } from './subject';
import { ensureTarget, environmentFor } from './target';

export function registerRunCommands(services: EditorServices): vscode.Disposable[] {
  const { boundary } = services;
  return [
    boundary.command(commands.plan, (argument?: unknown) => plan(services, argument)),
    boundary.command(commands.planLocally, (argument?: unknown) => planLocally(services, argument)),
    boundary.command(commands.detectDrift, (argument?: unknown) => detectDrift(services, argument)),
    boundary.command(commands.deploy, (argument?: unknown) => deploy(services, argument)),
    boundary.command(commands.rehearse, (argument?: unknown) => rehearse(services, argument)),
    boundary.command(commands.resume, (argument?: unknown) => resume(services, argument)),
    boundary.command(commands.cancel, (argument?: unknown) => cancel(services, argument)),
  ];
}

/** Shows the page and plans anew; the page shows progress and errors. */
async function plan(services: EditorServices, argument: unknown): Promise<unknown> {
  await saveFiles();
  const entry = await ensureTarget(services, await environmentFor(services, subjectOf(argument)));
  const { name } = entry.environment;
  const session = services.plans.get(name);
  const planned = session.refresh();
  services.panels.show({ page: 'plan', environment: name });
  const options = { location: vscode.ProgressLocation.Window, title: l10n.t('AOS: Planning {0}', name) };
  return vscode.window.withProgress(options, () => planned);
}

/** A plan without a connection: predicted on this computer. */
async function planLocally(services: EditorServices, argument: unknown): Promise<unknown> {
  await saveFiles();
  const { environment: { name } } = await environmentFor(services, subjectOf(argument));
  const planned = services.plans.get(name, true).refresh();
  services.panels.show({ page: 'plan', environment: name, local: true });
  return vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title: l10n.t('AOS: Planning {0}', name) }, () => planned);
}

/** What was changed outside the template, on the Plan page. Returns the answer. */
async function detectDrift(services: EditorServices, argument: unknown): Promise<unknown> {
  const entry = await ensureTarget(services, await environmentFor(services, subjectOf(argument)));
  const { name } = entry.environment;
  const asked = services.plans.get(name).detectDrift();
  services.panels.show({ page: 'plan', environment: name });
  return vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title: l10n.t('AOS: Detecting drift of {0}', name) }, () => asked);
}

async function deploy(services: EditorServices, argument: unknown): Promise<RunRecord | undefined> {
  await saveFiles();
  const subject = subjectOf(argument);
  if (await wasWaiting(services, subject)) return undefined;
  const { environment, subscriptionId } = await ensureTarget(services, await environmentFor(services, subject));
  const engine = await services.environments.engineOf(environment.name);
  return services.runs.deploy({ engine, environment: environment.name, approvedPlanHash: subject.approvedPlanHash, restore: subject.restore, subscriptionId });
}

/** The same run against the local sandbox, whatever the environment's own target is. */
async function rehearse(services: EditorServices, argument: unknown): Promise<RunRecord | undefined> {
  await saveFiles();
  const subject = subjectOf(argument);
  if (await wasWaiting(services, subject)) return undefined;
  const { environment } = await environmentFor(services, subject);
  await ensureSandbox(services);
  return services.runs.deploy({ engine: await services.engines.get({ cloud: 'sandbox' }), environment: environment.name, approvedPlanHash: subject.approvedPlanHash, restore: subject.restore });
}

/** The plan page's "Deploy" confirms the run that waits with this very plan, before it starts another. */
const wasWaiting = async ({ runs }: EditorServices, { environment, approvedPlanHash, restore }: Subject): Promise<boolean> => environment !== undefined && approvedPlanHash !== undefined && runs.confirmWaiting(environment, approvedPlanHash, restore);

async function resume(services: EditorServices, argument: unknown): Promise<RunRecord> {
  const { runId } = subjectOf(argument);
  await services.environments.ensure();
  const interrupted = services.environments.entries.flatMap((entry) => entry.interrupted);
  const run = runId ? interrupted.find((candidate) => candidate.deploymentId === runId) : await pickRun(services, interrupted, l10n.t('AOS: Resume Deployment'));
  if (!run) throw new InputError('Run.NotInterrupted', l10n.t('No deployment waits to be resumed.'), { nextStep: l10n.t('Start a new one with "AOS: Deploy Environment".') });
  return services.runs.resume(await engineOf(services, run), run);
}

async function cancel(services: EditorServices, argument: unknown): Promise<RunRecord | undefined> {
  const { runId } = subjectOf(argument);
  const { active } = services.runs;
  const run = runId ? active.find((candidate) => candidate.deploymentId === runId) : await pickRun(services, active, l10n.t('AOS: Cancel Deployment'));
  if (!run) throw new InputError('Run.NotActive', l10n.t('No deployment runs in this window.'), { nextStep: l10n.t('A deployment of another window is cancelled there.') });
  return services.runs.cancel(run);
}

/** A rehearsal is followed in the sandbox, any other run where its environment goes. */
export async function engineOf(services: EditorServices, run: RunRecord): ReturnType<EditorServices['engines']['get']> {
  const home = services.environments.find(run.environment);
  if (isRehearsal(run.target, home?.cloud)) return services.engines.get({ cloud: 'sandbox' });
  return home ? services.environments.engineOf(run.environment) : services.engines.get();
}

/** The only run, or the one the person picks; undefined when there is none. @throws CancelledError. */
async function pickRun({ now }: EditorServices, runs: readonly RunRecord[], title: string): Promise<RunRecord | undefined> {
  if (runs.length <= 1) return runs[0];
  const items = runs.map((run) => ({ label: run.environment, description: `${runStateText(run.state)} · ${relativeTime(run.timestamp, now())}`, detail: run.deploymentName, run }));
  const picked = await vscode.window.showQuickPick(items, { title });
  if (!picked) throw new CancelledError();
  return picked.run;
}
