import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { CancelledError } from '../../core/errors';

/** Asks for secure parameters that are empty. What is typed stays in the memory of this window, and is not asked for again while it is open. */
export class SecretPrompt {
  readonly #known = new Map<string, string>();

  /** An empty answer is one: the parameter stays empty. @throws CancelledError when the person gives up. */
  async ask(environment: string, names: readonly string[], signal: AbortSignal): Promise<Readonly<Record<string, string>>> {
    const answers: Record<string, string> = {};
    for (const [index, name] of names.entries()) {
      const key = `${environment}/${name}`;
      answers[name] = this.#known.get(key) ?? await askOne(environment, name, { step: index + 1, of: names.length, signal });
      this.#known.set(key, answers[name]);
    }
    return answers;
  }
}

interface Place { readonly step: number; readonly of: number; readonly signal: AbortSignal }

function askOne(environment: string, name: string, { step, of, signal }: Place): Promise<string> {
  return new Promise((resolve, reject) => {
    const box = vscode.window.createInputBox();
    Object.assign(box, {
      title: l10n.t('Secure parameter {0} of {1}', name, environment), password: true, ignoreFocusOut: true,
      prompt: l10n.t('It is empty in the parameters file and reads from no vault. Kept in memory only; Enter alone leaves it empty.'), ...(of > 1 ? { step, totalSteps: of } : {}),
    });
    const stop = (): void => box.hide();
    let answer: string | undefined;
    box.onDidAccept(() => { answer = box.value; box.hide(); });
    box.onDidHide(() => {
      signal.removeEventListener('abort', stop);
      box.dispose();
      if (answer === undefined) reject(new CancelledError(l10n.t('The value of {0} was not given; nothing was changed.', name)));
      else resolve(answer);
    });
    signal.addEventListener('abort', stop, { once: true });
    box.show();
  });
}
