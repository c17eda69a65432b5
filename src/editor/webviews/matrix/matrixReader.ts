import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { CancelledError, DeployError, InputError } from '../../../core/errors';
import { TextLines } from '../../../core/language';
import type { MatrixView } from '../../../protocol/matrix';
import { signInCloud } from '../../account/clouds';
import { LanguageSession } from '../../language/session';
import type { EditorServices } from '../../services';
import type { EnvironmentEntry } from '../../state/environmentsState';
import { explainer } from './explain';
import { liveRows, type LiveSide } from './liveRows';
import { parameterRows, type CellDetail } from './parameterRows';

export interface MatrixReader {
  /** `live` asks the clouds again; else what they said last stands. @throws InputError `Environment.None`. */
  read(live: boolean): Promise<{ readonly matrix: MatrixView; readonly details: ReadonlyMap<string, readonly CellDetail[]> }>;
  apply(fix: NonNullable<CellDetail['fix']>): Promise<void>;
  dispose(): void;
}

/** Follows the files of the workspace as the rules do; `changed` tells that the matrix should be read again. */
export async function openMatrixReader(services: EditorServices, changed: () => void): Promise<MatrixReader> {
  const compiler = await services.ports.createTemplateCompiler();
  const session = new LanguageSession(services.root() ?? '', compiler, services.boundary.report);
  await session.load();
  const listening = session.onJudge(changed);
  let live: readonly LiveSide[] = [];
  return {
    read: async (isLive) => {
      await services.environments.ensure();
      const { entries } = services.environments;
      if (entries.length === 0) throw new InputError('Environment.None', l10n.t('This workspace has no environment to compare.'), { nextStep: l10n.t('Add a parameters file whose "using" names the template.') });
      await Promise.all([...new Set(entries.map(({ environment }) => environment.templateFile))].filter((file) => isLive || session.templates.state(file).kind === 'unknown').map((file) => session.templates.refresh(file)));
      if (isLive) live = await Promise.all(entries.map((entry) => liveSide(services, entry)));
      return render(services, session, entries, live);
    },
    apply: async ({ file, fix }) => {
      const edit = new vscode.WorkspaceEdit();
      for (const { file: other = file, start, end, newText } of fix.edits) {
        const text = session.workspace.parameters(other)?.text ?? (await vscode.workspace.openTextDocument(other)).getText();
        const range = new TextLines(text).rangeOf({ start, end });
        edit.replace(vscode.Uri.file(other), new vscode.Range(range.start.line, range.start.character, range.end.line, range.end.character), newText);
      }
      await vscode.workspace.applyEdit(edit);
      await vscode.window.showTextDocument(vscode.Uri.file(file), { preview: true });
    },
    dispose: () => { listening.dispose(); session.dispose(); void compiler.dispose(); },
  };
}

function render(services: EditorServices, session: LanguageSession, entries: readonly EnvironmentEntry[], live: readonly LiveSide[]): Awaited<ReturnType<MatrixReader['read']>> {
  const { workspace, templates } = session;
  const explain = explainer(workspace, { root: services.root() ?? '', template: (file) => templates.state(file), exists: () => true });
  const { rows, details } = parameterRows(workspace, entries.map(({ environment }) => ({ environment: environment.name, file: environment.parametersFile })), explain);
  const sides = entries.map((entry): LiveSide => ({ ...live.find((side) => side.entry.environment.name === entry.environment.name), entry }));
  const environments = sides.map(({ entry: { environment }, notLive }) => ({ name: environment.name, isProtected: environment.isProtected, ...(notLive ? { notLive } : {}) }));
  return { matrix: { environments, rows: [...rows, ...liveRows(sides, services.now())] }, details };
}

/** Asks only where nobody has to sign in or start anything first. */
async function liveSide(services: EditorServices, entry: EnvironmentEntry): Promise<LiveSide> {
  const { cloud, environment: { name } } = entry;
  const notLive = await whyNotAsked(services, cloud);
  if (notLive) return { entry, notLive };
  try {
    return { entry, resources: await (await services.environments.engineOf(name)).listResources(name) };
  } catch (error) {
    if (!(error instanceof DeployError) || error instanceof CancelledError) throw error;
    return { entry, notLive: error.message };
  }
}

async function whyNotAsked({ ports, root, account }: EditorServices, cloud: string | undefined): Promise<string | undefined> {
  if (!cloud) return l10n.t('no target chosen');
  if (cloud === 'sandbox') return await ports.sandbox.isRunning(root() ?? '') ? undefined : l10n.t('sandbox not started');
  return signInCloud(cloud) && !await account.isSignedIn(cloud) ? l10n.t('not signed in') : undefined;
}
