import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { RunRecord } from '../../core/deployment/events';
import type { Engine } from '../../core/engine';
import { CancelledError, InputError } from '../../core/errors';
import type { GoodState, RollbackChoice } from '../../core/rollback';
import { commands } from '../../ids';
import type { EditorServices } from '../services';
import { stateItem, stateTitle } from '../shared/rollbackText';
import { subjectOf } from './subject';
import { engineFor } from './target';

export function registerRollbackCommands(services: EditorServices): vscode.Disposable[] {
  return [services.boundary.command(commands.rollBackInfrastructure, (argument?: unknown) => rollBackInfrastructure(services, argument))];
}

/** Choose a good state, read the plan of going back on the Plan page, type the name; the rest is a run like any other. */
async function rollBackInfrastructure(services: EditorServices, argument: unknown): Promise<RunRecord | undefined> {
  const { engine, environment } = await engineFor(services, subjectOf(argument));
  const state = await pickState(services, engine, environment);
  const choice: RollbackChoice = { to: state.bundleId ?? state.deploymentId, removeAdded: await askRemoval(environment) };
  const record = await services.runs.rollBack({ engine, environment, choice });
  if (record.error?.code !== 'Rollback.Locked' || !await mayLiftLocks(environment, record.message)) return record;
  return services.runs.rollBack({ engine, environment, choice: { ...choice, liftLocks: true } });
}

/** @throws CancelledError; InputError `Rollback.NoGoodState`. */
async function pickState({ now }: EditorServices, engine: Engine, environment: string): Promise<GoodState> {
  const title = l10n.t('AOS: Looking for good states of {0}', environment);
  const { states, failedRun, damaged } = await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, () => engine.rollback.listStates(environment));
  const items = states.map((state) => stateItem(state, now()));
  if (items.length === 0) throw new InputError('Rollback.NoGoodState', damaged.length > 0 ? l10n.t('No good state of {0} can be read: {1} bundles are damaged.', environment, damaged.length) : l10n.t('No good state of {0} is known.', environment), { nextStep: l10n.t('Check out an earlier commit and deploy it.') });
  const first = items.find((item) => item.state.problem === undefined && !item.state.isCurrent && item.state.leftBy === undefined);
  const ordered = first ? [first, ...items.filter((item) => item !== first)] : items;
  const picked = await vscode.window.showQuickPick(ordered, { title: stateTitle(environment, failedRun), placeHolder: l10n.t('Go back to the state of…'), matchOnDescription: true, matchOnDetail: true });
  if (!picked) throw new CancelledError();
  if (picked.state.problem !== undefined) throw new InputError('Rollback.NotUsable', l10n.t('This state cannot be deployed again: {0}', picked.state.problem), { nextStep: l10n.t('Choose another one.') });
  return picked.state;
}

async function askRemoval(environment: string): Promise<boolean> {
  const items = [
    { label: l10n.t('Keep what was deployed since'), detail: l10n.t('The plan names it. Nothing is deleted.'), remove: false },
    { label: l10n.t('Delete what was deployed since'), detail: l10n.t('Only resources that a later deployment from here added; the plan names each of them, with the data in it.'), remove: true },
  ];
  const picked = await vscode.window.showQuickPick(items, { title: l10n.t('Roll Back {0}', environment), placeHolder: l10n.t('Resources that are not part of the state') });
  if (!picked) throw new CancelledError();
  return picked.remove;
}

async function mayLiftLocks(environment: string, message: string): Promise<boolean> {
  const lift = l10n.t('Lift Them and Roll Back');
  return await vscode.window.showWarningMessage(l10n.t('Locks stand in the way of rolling back {0}.', environment), { modal: true, detail: `${message}\n${l10n.t('They are set again afterwards, whatever the end.')}` }, lift) === lift;
}
