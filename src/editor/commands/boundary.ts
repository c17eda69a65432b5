import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { toErrorDocument } from '../../core/deployment/errorDocument';
import type { ErrorDocument } from '../../core/deployment/events';
import { logError } from '../log';
import { openFile } from '../openFile';
import { errorNotice, type ErrorAction } from '../shared/errorText';

/** The one place where errors end: logged, shown once, with the buttons that cure them. */
export class Boundary {
  constructor(private readonly log: vscode.LogOutputChannel) {}

  /** Registers a command. Its handler may throw; the command then answers undefined. */
  command<A extends unknown[]>(id: string, handler: (...args: A) => unknown): vscode.Disposable {
    return vscode.commands.registerCommand(id, (...args: A) => this.run(id, () => handler(...args)));
  }

  async run<T>(what: string, work: () => T | Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      this.show(what, error);
      return undefined;
    }
  }

  /** Returns at once: the notification may stay open for long. */
  show(what: string, error: unknown): void {
    const document = toErrorDocument(error);
    const notice = errorNotice(document);
    if (!notice) { this.log.info(`${what}: cancelled.`); return; }
    logError(this.log, `${what}:`, error);
    const titles = notice.actions.map((action) => action.title);
    void vscode.window.showErrorMessage(notice.text, ...titles).then((chosen) => {
      const action = notice.actions.find(({ title }) => title === chosen);
      return action && this.run(action.title, () => perform(action, document));
    });
  }

  /** What failed in the background: logged only. */
  readonly report = (what: string, error?: unknown): void => {
    if (error === undefined) this.log.warn(what);
    else logError(this.log, what, error);
  };
}

async function perform(action: ErrorAction, error: ErrorDocument): Promise<void> {
  if (action.kind === 'command') await vscode.commands.executeCommand(action.command);
  else if (action.kind === 'setting') await vscode.commands.executeCommand('workbench.action.openSettings', action.setting);
  else if (error.file) await openFile({ file: error.file, range: error.range });
}

/** What ends sooner needs no progress: VS Code keeps notifications back that come in a crowd, and the one that tells the result would be among them. */
const noticeableMs = 400;

/** Shows progress in a notification with Cancel while `work` runs, once it has taken a moment. */
export async function withProgress<T>(title: string, work: (signal: AbortSignal, report: (message: string) => void) => Promise<T>): Promise<T> {
  const stop = new AbortController();
  let latest: string | undefined;
  let show = (message: string): void => { latest = message; };
  const running = work(stop.signal, (message) => show(message));
  if (await endsWithin(running, noticeableMs)) return running;
  const options = { location: vscode.ProgressLocation.Notification, title: l10n.t('AOS: {0}', title), cancellable: true };
  return vscode.window.withProgress(options, (progress, token) => {
    token.onCancellationRequested(() => stop.abort());
    show = (message) => progress.report({ message });
    if (latest !== undefined) show(latest);
    return running;
  });
}

async function endsWithin(work: Promise<unknown>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => { timer = setTimeout(() => resolve(false), ms); });
  try { return await Promise.race([work.then(() => true, () => true), late]); } finally { clearTimeout(timer); }
}
