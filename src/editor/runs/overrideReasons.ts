import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Obstacle, Overrides } from '../../core/guard';

/** Asks why to go on against each thing that stands against it; the audit keeps the answers. Undefined: the person would rather not. */
export async function askReasons(obstacles: readonly Obstacle[], signal?: AbortSignal): Promise<Overrides | undefined> {
  const reasons: Record<string, string> = {};
  for (const [index, obstacle] of obstacles.entries()) {
    const reason = await askReason(obstacle, index, obstacles.length, signal);
    if (reason === undefined) return undefined;
    reasons[obstacle.id] = reason;
  }
  return reasons;
}

async function askReason({ reason }: Obstacle, index: number, count: number, signal?: AbortSignal): Promise<string | undefined> {
  const token = new vscode.CancellationTokenSource();
  const stop = (): void => token.cancel();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    const title = count > 1 ? l10n.t('Go on nevertheless? ({0} of {1})', index + 1, count) : l10n.t('Go on nevertheless?');
    const answer = await vscode.window.showInputBox({ title, prompt: `${reason} ${l10n.t('Say why; the audit keeps it with your name.')}`, placeHolder: l10n.t('Reason'), ignoreFocusOut: true, validateInput: (text) => (text.trim() === '' ? l10n.t('A reason is needed; Escape deploys nothing.') : undefined) }, token.token);
    return answer?.trim() || undefined;
  } finally {
    signal?.removeEventListener('abort', stop);
    token.dispose();
  }
}
