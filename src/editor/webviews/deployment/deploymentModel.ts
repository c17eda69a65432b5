import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { toErrorDocument } from '../../../core/deployment/errorDocument';
import type { RunRecord } from '../../../core/deployment/events';
import { InputError } from '../../../core/errors';
import type { FileRange } from '../../../core/values';
import type { PlanChange } from '../../../core/whatIf/plan';
import { commands } from '../../../ids';
import { deploymentGuards, type DeploymentContract, type DeploymentKey, type DeploymentSnapshot, type RetryView } from '../../../protocol';
import { openFile } from '../../openFile';
import { deploymentPortalLink } from '../../shared/portal';
import type { EditorServices } from '../../services';
import { isRehearsal, isRunActive } from '../../shared/runText';
import type { PageModel } from '../panels';
import { takeAdvice } from '../shared/advice';
import { registerProviders } from '../shared/registerProviders';
import { errorView } from '../shared/errorView';
import { retryView, runView } from './runView';

/** The Deployment page of one run, live while the run lasts and from its record later. */
export function createDeploymentModel(services: EditorServices, { runId }: DeploymentKey): PageModel<DeploymentContract> {
  const { environments, runs, documents } = services;
  let known: RunRecord | undefined;
  let retries: readonly RetryView[] = [];
  const root = (): string => services.root() ?? '';
  const changes = (run: RunRecord): readonly PlanChange[] => { const plan = environments.find(run.environment)?.plan; return plan && plan.planHash === run.planHash ? plan.changes : []; };
  const find = async (): Promise<RunRecord> => known ??= runs.active.find((run) => run.deploymentId === runId) ?? await (await services.engines.get()).getRun(runId);
  const snapshot = (run: RunRecord): DeploymentSnapshot => ({
    state: 'ready', run: runView(run, {
      root: root(), isProtected: environments.find(run.environment)?.environment.isProtected ?? false, isActive: isRunActive(run) && runs.active.some((active) => active.deploymentId === runId),
      retries, changes: changes(run), portal: deploymentPortalLink(run),
    }),
  });
  const load = async (): Promise<DeploymentSnapshot> => {
    await environments.ensure();
    try { return snapshot(await find()); } catch (error) {
      services.boundary.report(`Run ${runId} could not be read.`, error);
      return { state: 'missing', error: errorView(toErrorDocument(error), root()) };
    }
  };
  const operation = async (id: string) => (await find()).operations.find((candidate) => `${candidate.deploymentName ?? ''}/${candidate.operationId}` === id);
  const declaration = async (id: string): Promise<FileRange> => {
    const run = await find();
    if (id === 'error' && run.error?.file) return { file: run.error.file, range: run.error.range };
    const resourceId = (await operation(id))?.target?.id.toLowerCase();
    const place = changes(run).find((change) => change.resourceId.toLowerCase() === resourceId)?.declaration;
    if (!place) throw new InputError('Run.NoDeclaration', l10n.t('It is not known where this resource is declared.'));
    return place;
  };
  const done = async (work: unknown): Promise<undefined> => { await work; return undefined; };
  return {
    title: l10n.t('Deployment'), guards: deploymentGuards,
    handlers: {
      'deployment/load': load,
      'deployment/cancel': async () => done(runs.cancel(await find())),
      'deployment/leaveRunning': async () => done(runs.cancel(await find(), 'leave-running')),
      'deployment/resume': async () => { void vscode.commands.executeCommand(commands.resume, { environment: (await find()).environment, runId }); return undefined; },
      'deployment/deployAgain': async () => {
        const { environment, target } = await find();
        void vscode.commands.executeCommand(isRehearsal(target, environments.find(environment)?.cloud) ? commands.rehearse : commands.deploy, { environment });
        return undefined;
      },
      'deployment/openPlan': async () => done(services.panels.show({ page: 'plan', environment: (await find()).environment })),
      'deployment/openDeclaration': async ({ id }) => done(openFile(await declaration(id))),
      'deployment/copyResourceId': async ({ id }) => done(vscode.env.clipboard.writeText((await operation(id))?.target?.id ?? '')),
      'deployment/copyCorrelationId': async () => done(vscode.env.clipboard.writeText((await find()).deploymentName)),
      'deployment/openRecord': async () => done(documents.show(`${runId}.json`, JSON.stringify(await find(), undefined, 2))),
      'deployment/openInPortal': async () => { const link = deploymentPortalLink(await find()); return done(link && vscode.env.openExternal(vscode.Uri.parse(link))); },
      'deployment/copyAsCommands': () => { void vscode.commands.executeCommand(commands.copyAsCommands, { runId }); return undefined; },
      'deployment/copyText': async ({ text }) => done(vscode.env.clipboard.writeText(text)),
      'deployment/takeAdvice': async ({ action }) => {
        const { environment, target, error } = await find();
        const rehearsal = isRehearsal(target, environments.find(environment)?.cloud);
        const retry = rehearsal ? commands.rehearse : commands.deploy;
        if (action !== 'register-provider') takeAdvice(action, environment, retry);
        else void services.boundary.run('register', async () => { await registerProviders(services, error, { environment, isRehearsal: rehearsal, subscriptionId: target?.subscriptionId }); await vscode.commands.executeCommand(retry, { environment }); });
        return undefined;
      },
      'deployment/openLog': () => { services.log.show(); return undefined; },
    },
    connect: (push, setTitle) => {
      const show = (run: RunRecord): void => { setTitle(l10n.t('Deployment: {0}', run.environment)); push('deployment/changed', snapshot(run)); };
      const stop = services.engines.onRunNews(({ record, event }) => {
        if (record.deploymentId !== runId) return;
        known = record;
        if (event.type === 'retrying') retries = [retryView(event), ...retries].slice(0, 50);
        // The coordinator hears of the same news; whether the run is active is asked after everybody has.
        queueMicrotask(() => show(record));
      });
      void load().then((loaded) => { if (loaded.state === 'ready') setTitle(l10n.t('Deployment: {0}', loaded.run.environment)); });
      return new vscode.Disposable(stop);
    },
  };
}
