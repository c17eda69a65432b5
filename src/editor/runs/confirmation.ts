import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { ConfirmationAnswer, ConfirmationRequest } from '../../core/engine';
import type { SettingsChoice } from '../../core/settingsGuard';
import { confirmationText, typedNameProblem } from './confirmationText';
import { askReasons } from './overrideReasons';

/** Asks before a run goes on, and lets the person read the plan first: the run waits meanwhile. */
export class Confirmation {
  readonly #waiting = new Map<string, { readonly request: ConfirmationRequest; readonly decide: (answer: ConfirmationAnswer | undefined) => void }>();

  constructor(private readonly showPlan: (environment: string) => void) {}

  /** Undefined means "no". Ends with "no" when the signal aborts. */
  async ask(request: ConfirmationRequest, signal: AbortSignal): Promise<ConfirmationAnswer | undefined> {
    this.showPlan(request.environment.name);
    const first = await this.#decide(request, signal);
    return first === 'read' ? this.#wait(request, signal) : first;
  }

  /** The plan page's "Deploy": true when a run of exactly this plan was waiting for it. */
  async confirmWaiting(environment: string, planHash: string, restore?: readonly SettingsChoice[]): Promise<boolean> {
    const waiting = this.#waiting.get(environment);
    if (waiting?.request.plan.planHash !== planHash) return false;
    const answer = await this.#decide(waiting.request, undefined);
    if (answer !== 'read' && answer !== undefined) waiting.decide({ ...answer, ...(restore ? { restore } : {}) });
    return true;
  }

  async #decide(request: ConfirmationRequest, signal: AbortSignal | undefined): Promise<ConfirmationAnswer | 'read' | undefined> {
    const answer = await (request.level === 'typed-name' ? askTypedName(request, signal) : askClick(request));
    if (answer === 'read' || answer === undefined || request.obstacles.length === 0) return answer;
    const overrides = await askReasons(request.obstacles, signal);
    return overrides && { ...answer, overrides };
  }

  /** Waits for the plan page, or the end of the run. The notification goes when it is decided. */
  #wait(request: ConfirmationRequest, signal: AbortSignal): Promise<ConfirmationAnswer | undefined> {
    const name = request.environment.name;
    const options = { location: vscode.ProgressLocation.Notification, title: l10n.t('The deployment of {0} waits until you have read its plan. Deploy it from there.', name), cancellable: true };
    return Promise.resolve(vscode.window.withProgress(options, (_, cancelled) => new Promise<ConfirmationAnswer | undefined>((resolve) => {
      const decide = (answer: ConfirmationAnswer | undefined): void => { this.#waiting.delete(name); resolve(answer); };
      this.#waiting.set(name, { request, decide });
      cancelled.onCancellationRequested(() => decide(undefined));
      signal.addEventListener('abort', () => decide(undefined), { once: true });
    })));
  }
}

async function askClick(request: ConfirmationRequest): Promise<ConfirmationAnswer | 'read' | undefined> {
  const text = confirmationText(request);
  const read = l10n.t('Read the Plan First');
  const choices = [{ title: text.confirm }, { title: read }, { title: l10n.t('Do Not Deploy'), isCloseAffordance: true }];
  const chosen = (await vscode.window.showWarningMessage(text.message, { modal: true, detail: text.detail }, ...choices))?.title;
  if (chosen === read) return 'read';
  return chosen === text.confirm ? answerOf(request, 'click') : undefined;
}

/** The box stays open while the person reads the plan behind it. */
function askTypedName(request: ConfirmationRequest, signal: AbortSignal | undefined): Promise<ConfirmationAnswer | undefined> {
  const text = confirmationText(request);
  const name = request.environment.name;
  return new Promise((resolve) => {
    const box = vscode.window.createInputBox();
    Object.assign(box, { title: text.message, prompt: `${text.prompt} ${request.reasons.join(' ')}`, placeholder: name, ignoreFocusOut: true });
    const finish = (answer: ConfirmationAnswer | undefined): void => { resolve(answer); box.dispose(); };
    box.onDidChangeValue((typed) => { box.validationMessage = typed === '' ? undefined : typedNameProblem(typed, name); });
    box.onDidAccept(() => {
      box.validationMessage = typedNameProblem(box.value, name);
      if (!box.validationMessage) finish(answerOf(request, 'typed-name'));
    });
    box.onDidHide(() => finish(undefined));
    signal?.addEventListener('abort', () => finish(undefined), { once: true });
    box.show();
  });
}

const answerOf = ({ plan }: ConfirmationRequest, how: 'click' | 'typed-name'): ConfirmationAnswer => ({ planHash: plan.planHash, how, deletesConfirmed: plan.counts.delete > 0 });
