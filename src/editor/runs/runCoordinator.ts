import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { RunRecord } from '../../core/deployment/events';
import type { DeployOptions, Engine, RunHandle } from '../../core/engine';
import { CancelledError, InputError } from '../../core/errors';
import type { RollbackChoice } from '../../core/rollback';
import type { SettingsChoice } from '../../core/settingsGuard';
import { commands, contextKeys, views } from '../../ids';
import type { Boundary } from '../commands/boundary';
import { openFile } from '../openFile';
import type { Engines, RunNews } from '../state/engines';
import type { EnvironmentStore } from '../state/environmentStore';
import { isRunEnded } from '../shared/runText';
import { askCancel, type CancelChoice } from './cancelChoice';
import { Confirmation } from './confirmation';
import { endNotice, progressOf, type EndAction } from './runNotice';
import { runLogLine } from './runLog';
import { SecretPrompt } from './secretPrompt';
import type { Problems } from '../problems';

export interface RunCoordinatorOptions {
  readonly engines: Engines;
  readonly environments: EnvironmentStore;
  readonly boundary: Boundary;
  readonly problems: Problems;
  readonly log: vscode.LogOutputChannel;
  readonly showRun: (runId: string, preserveFocus?: boolean) => void;
  readonly showPlan: (environment: string) => void;
}
export interface DeployRequest { readonly engine: Engine; readonly environment: string; readonly approvedPlanHash?: string; readonly restore?: readonly SettingsChoice[]; readonly subscriptionId?: string }

export interface RollbackRequest { readonly engine: Engine; readonly environment: string; readonly choice: RollbackChoice }

/** Runs of this window: starts and follows them, asks for confirmations, shows progress and one notification at the end. */
export class RunCoordinator implements vscode.Disposable {
  readonly #active = new Map<string, { readonly engine: Engine; record?: RunRecord }>();
  readonly #confirmation: Confirmation;
  readonly #secrets = new SecretPrompt();
  readonly #progress = new Map<string, (record: RunRecord) => void>();
  readonly #stopListening: () => void;

  constructor(private readonly options: RunCoordinatorOptions) {
    this.#confirmation = new Confirmation(options.showPlan);
    this.#stopListening = options.engines.onRunNews((news) => this.#take(news));
  }

  /** Runs followed here, newest last. */
  get active(): readonly RunRecord[] { return [...this.#active.values()].flatMap(({ record }) => (record ? [record] : [])); }

  /** Resolves when the run has ended, whatever the end. @throws what keeps a run from starting. */
  async deploy({ engine, environment, approvedPlanHash, restore, subscriptionId }: DeployRequest): Promise<RunRecord> {
    const abort = new AbortController();
    const handle = await engine.deploy(environment, { ...this.#deployOptions(abort.signal), ...(approvedPlanHash ? { approvedPlanHash } : {}), ...(restore ? { restore } : {}), ...(subscriptionId ? { target: { subscriptionId } } : {}) });
    return this.#follow(engine, handle, environment, abort);
  }

  /** As `deploy`, back to an earlier state. Values of secrets that were never stored are asked for. */
  async rollBack({ engine, environment, choice }: RollbackRequest): Promise<RunRecord> {
    const abort = new AbortController();
    const options = this.#deployOptions(abort.signal);
    const askSecrets = (names: readonly string[]): Promise<Readonly<Record<string, string>>> => this.#secrets.ask(environment, names, abort.signal);
    const handle = await engine.rollback.start(environment, { ...choice, askSecrets }, options);
    return this.#follow(engine, handle, environment, abort, l10n.t('AOS: Rolling back {0}', environment));
  }

  async resume(engine: Engine, run: RunRecord): Promise<RunRecord> {
    const abort = new AbortController();
    const handle = await engine.resume(run.deploymentId, this.#deployOptions(abort.signal));
    this.options.showRun(run.deploymentId, true);
    return this.#follow(engine, handle, run.environment, abort);
  }

  /** Asks "leave it running" or "cancel in Azure" and does it. Undefined: the person changed their mind. */
  async cancel(record: RunRecord, choice?: CancelChoice): Promise<RunRecord | undefined> {
    const chosen = choice ?? await askCancel(record);
    if (!chosen) return undefined;
    const engine = this.#active.get(record.deploymentId)?.engine ?? await this.options.environments.engineOf(record.environment);
    return engine.cancel(record.deploymentId, chosen);
  }

  confirmWaiting(environment: string, planHash: string, restore?: readonly SettingsChoice[]): Promise<boolean> { return this.#confirmation.confirmWaiting(environment, planHash, restore); }

  dispose(): void { this.#stopListening(); }

  #deployOptions(signal: AbortSignal): DeployOptions {
    return {
      askSecrets: async (names, { name }) => this.#secrets.ask(name, names, signal),
      confirm: async (request) => {
        const answer = await this.#confirmation.ask(request, signal);
        if (!answer) throw new CancelledError(l10n.t('Not confirmed; nothing was changed.'));
        return answer;
      },
    };
  }

  #take({ record, event, engine }: RunNews): void {
    const known = this.options.environments.find(record.environment);
    this.options.problems.takeRunEvent(event, { record, changes: known?.plan?.changes ?? [], templateFile: known?.environment.templateFile ?? record.templateFile });
    const line = runLogLine(record.environment, record.deploymentId, event);
    if (line) this.options.log[line.level](line.text);
    const followed = this.#active.get(record.deploymentId) ?? { engine };
    if (isRunEnded(record.state) || event.type === 'detached') this.#active.delete(record.deploymentId);
    else this.#active.set(record.deploymentId, { ...followed, record });
    this.#progress.get(record.deploymentId)?.(record);
    if (event.type === 'phase' && event.phase === 'deploying' && event.state === 'running') this.options.showRun(record.deploymentId);
    void vscode.commands.executeCommand('setContext', contextKeys.hasActiveRun, this.#active.size > 0);
  }

  async #follow(engine: Engine, handle: RunHandle, environment: string, abort: AbortController, title: string = l10n.t('AOS: Deploying {0}', environment)): Promise<RunRecord> {
    const ended = handle.result.finally(() => { abort.abort(); this.#progress.delete(handle.runId); });
    await this.#showProgress(engine, handle.runId, title, ended);
    const record = await ended;
    this.#announce(record);
    return record;
  }

  /** A notification with Cancel; it comes back when the person asked to cancel and thought better of it. */
  async #showProgress(engine: Engine, runId: string, title: string, ended: Promise<RunRecord>): Promise<void> {
    const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
    const again = await vscode.window.withProgress(options, (progress, token) => new Promise<boolean>((resolve) => {
      let shown = 0;
      this.#progress.set(runId, (record) => {
        const { percent, message } = progressOf(record);
        progress.report({ message, increment: Math.max(0, percent - shown) });
        shown = Math.max(shown, percent);
      });
      const finish = (): void => resolve(false);
      ended.then(finish, finish);
      token.onCancellationRequested(() => this.options.boundary.run('cancel', async () => {
        const record = await engine.getRun(runId);
        if (isRunEnded(record.state) || await this.cancel(record)) return;
        resolve(true);
      }));
    }));
    if (again) await this.#showProgress(engine, runId, title, ended);
  }

  #announce(record: RunRecord): void {
    const notice = endNotice(record);
    if (!notice) return;
    const titles = notice.actions.map((action) => ({ title: actionTitle(action), action }));
    const show = { info: vscode.window.showInformationMessage, warning: vscode.window.showWarningMessage, error: vscode.window.showErrorMessage }[notice.severity];
    void show(notice.text, ...titles.map(({ title }) => title)).then((chosen) => {
      const found = titles.find(({ title }) => title === chosen);
      return found && this.options.boundary.run(found.title, () => this.#perform(found.action, record));
    });
  }

  async #perform(action: EndAction, record: RunRecord): Promise<void> {
    if (action === 'showRun') this.options.showRun(record.deploymentId);
    else if (action === 'openLog') await vscode.commands.executeCommand(commands.showLog);
    else if (action === 'showResources') await vscode.commands.executeCommand(`${views.resources}.focus`);
    else if (record.error?.file) await openFile({ file: record.error.file, range: record.error.range });
    else throw new InputError('Run.NoFile', 'The error names no file.');
  }
}

function actionTitle(action: EndAction): string {
  const titles: Record<EndAction, string> = { showRun: l10n.t('Show Deployment'), openFile: l10n.t('Open File'), openLog: l10n.t('Open Log'), showResources: l10n.t('Show Resources') };
  return titles[action];
}
