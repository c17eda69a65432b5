import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { CancelledError } from '../../../core/errors';
import type { Engine } from '../../../core/engine';
import type { SecretResult, SecretRow } from '../../../core/secrets';
import { isListOfStrings, isRecord } from '../../../protocol';
import type { EditorServices } from '../../services';
import { secretItem, secretStateText } from '../../workloads/secretText';
import { withProgress } from '../boundary';
import { confirmChange } from '../confirmChange';
import { subjectOf } from '../subject';
import { ensureTarget, environmentFor } from '../target';

/** Shows what the applications need of the vault, and sets what is chosen: from the deployed resources, or by a masked prompt. Values are never shown. `{fromDeployment: [...], confirmed}` as argument asks nothing. */
export async function setSecrets(services: EditorServices, argument: unknown): Promise<readonly SecretResult[]> {
  const entry = await ensureTarget(services, await environmentFor(services, subjectOf(argument)));
  const environment = entry.environment.name;
  const engine = await services.environments.engineOf(environment);
  const { vault, secrets, notices } = await withProgress(l10n.t('Reading the vault of {0}', environment), (signal) => engine.secrets.list(environment, signal));
  for (const notice of notices) services.log.warn(notice);
  const title = l10n.t('AOS: Set Key Vault Secrets of {0} ({1})', environment, vault);
  const chosen = given(secrets, argument) ?? await pickSecrets(secrets, title, services.now());
  const fromDeployment = chosen.filter(({ source }) => source === 'deployment');
  const values = await askValues(chosen.filter(({ source }) => source === 'prompt'), title);
  await confirmChange(entry, {
    message: l10n.t('Set {0} in {1}?', chosen.map(({ name }) => name).join(', '), vault), confirm: l10n.t('Set in {0}', vault),
    detail: [...chosen.map((one) => `${one.name}: ${one.source === 'deployment' ? l10n.t('read from {0}', one.from ?? l10n.t('the deployed resources')) : l10n.t('typed just now')} (${secretStateText(one.state)})`), l10n.t('Earlier versions stay.')].join('\n'),
  }, argument);
  const results = await withProgress(l10n.t('Setting secrets of {0}', environment), (signal) => write(engine, { environment, fromDeployment, values }, signal));
  const written = results.filter(({ outcome }) => outcome === 'written').map(({ name }) => name);
  void vscode.window.showInformationMessage(written.length > 0 ? l10n.t('{0}: {1} set.', vault, written.join(', ')) : l10n.t('{0}: all of them had these values already.', vault));
  return results;
}

/** Those that an argument names and whose values the deployed resources know. */
function given(secrets: readonly SecretRow[], argument: unknown): readonly SecretRow[] | undefined {
  if (!isRecord(argument) || !isListOfStrings(argument.fromDeployment)) return undefined;
  const { fromDeployment } = argument;
  return secrets.filter(({ name, source }) => source === 'deployment' && fromDeployment.includes(name));
}

async function pickSecrets(secrets: readonly SecretRow[], title: string, now: Date): Promise<readonly SecretRow[]> {
  const other = { label: `$(add) ${l10n.t('Another secret…')}`, description: '', row: undefined };
  const items = [...secrets.map((row) => ({ ...secretItem(row, now), row, picked: row.state !== 'set' && row.state !== 'unknown' && row.source === 'deployment' })), other];
  const picked = await vscode.window.showQuickPick(items, { title, placeHolder: l10n.t('What is missing and can be read from the deployed resources is selected'), canPickMany: true, matchOnDescription: true, matchOnDetail: true });
  if (!picked || picked.length === 0) throw new CancelledError();
  const rows = picked.flatMap(({ row }) => row ?? []);
  return picked.some(({ row }) => row === undefined) ? [...rows, await askName(title)] : rows;
}

async function askName(title: string): Promise<SecretRow> {
  const name = await vscode.window.showInputBox({ title, prompt: l10n.t('Name of the secret'), ignoreFocusOut: true, validateInput: (text) => (/^[A-Za-z0-9-]{1,127}$/.test(text) ? undefined : l10n.t('Use letters, digits and hyphens.')) });
  if (!name) throw new CancelledError();
  return { name, state: 'unknown', wantedBy: [], source: 'prompt' };
}

async function askValues(rows: readonly SecretRow[], title: string): Promise<ReadonlyMap<string, string>> {
  const values = new Map<string, string>();
  for (const [index, { name, wantedBy }] of rows.entries()) {
    const value = await vscode.window.showInputBox({
      title: rows.length > 1 ? `${title} (${index + 1}/${rows.length})` : title, prompt: wantedBy.length > 0 ? l10n.t('Value of {0}, wanted by {1}. It goes to the vault and nowhere else.', name, wantedBy.join(', ')) : l10n.t('Value of {0}. It goes to the vault and nowhere else.', name),
      password: true, ignoreFocusOut: true, validateInput: (text) => (text === '' ? l10n.t('A value is needed.') : undefined),
    });
    if (!value) throw new CancelledError();
    values.set(name, value);
  }
  return values;
}

async function write(engine: Engine, { environment, fromDeployment, values }: { readonly environment: string; readonly fromDeployment: readonly SecretRow[]; readonly values: ReadonlyMap<string, string> }, signal: AbortSignal): Promise<readonly SecretResult[]> {
  const results: SecretResult[] = fromDeployment.length === 0 ? [] : [...await engine.secrets.setFromDeployment(environment, fromDeployment.map(({ name }) => name), signal)];
  for (const [name, value] of values) results.push(await engine.secrets.set(environment, name, value, signal));
  return results;
}
