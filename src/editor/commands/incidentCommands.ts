import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Engine } from '../../core/engine';
import type { RunRecord } from '../../core/deployment/events';
import { CancelledError } from '../../core/errors';
import type { ClosingStep, Decision, GuideStep, Incident, Severity } from '../../core/incident';
import { renderReport } from '../../core/incident/report';
import { commands } from '../../ids';
import type { EditorServices } from '../services';
import { decisionItems, guideItems, guideTitle, severityItems } from '../shared/incidentText';
import { subjectOf } from './subject';
import { engineFor } from './target';

export function registerIncidentCommands(services: EditorServices): vscode.Disposable[] {
  return [services.boundary.command(commands.declareIncident, (argument?: unknown) => declareIncident(services, argument))];
}

interface Running { readonly services: EditorServices; readonly engine: Engine; readonly environment: string; readonly id: string }

/** Declares an incident, or goes on with the open one; then leads from step to step until the person leaves. */
async function declareIncident(services: EditorServices, argument: unknown): Promise<Incident> {
  const { engine, environment } = await engineFor(services, subjectOf(argument));
  const incident = await engine.incidents.findOpen(environment) ?? await declare(engine, environment);
  return guide({ services, engine, environment, id: incident.id });
}

async function declare(engine: Engine, environment: string): Promise<Incident> {
  const severity = await pick<Severity>(severityItems(), l10n.t('Declare an incident in {0}', environment), l10n.t('How bad is it?'));
  const title = await ask(l10n.t('Declare an incident in {0}', environment), l10n.t('What is broken, in a few words'));
  return engine.incidents.declare(environment, severity, title);
}

/** The next step is always the first: Enter does it. */
async function guide(running: Running): Promise<Incident> {
  const { engine, id } = running;
  for (;;) {
    const incident = await engine.incidents.get(id);
    if (incident.closedAt !== undefined) {
      await showReport(running);
      return incident;
    }
    const steps = await engine.incidents.guide(incident);
    const picked = await vscode.window.showQuickPick([...guideItems(steps)], { title: guideTitle(incident), placeHolder: l10n.t('Enter does the next step; Escape leaves, and the same command comes back here'), matchOnDetail: true, ignoreFocusOut: true });
    if (!picked) return incident;
    try {
      await carryOut(running, picked.step);
    } catch (error) {
      // Who thinks better of one step is back at the guide.
      if (!(error instanceof CancelledError)) throw error;
    }
  }
}

async function carryOut(running: Running, step: GuideStep['id'] | 'report' | 'note'): Promise<void> {
  const { engine, id, services, environment } = running;
  const { incidents } = engine;
  switch (step) {
    case 'report': return showReport(running);
    case 'note': await incidents.add(id, { type: 'noted', text: await ask(l10n.t('Note'), l10n.t('What happened or was found')) }); return;
    case 'told': await incidents.add(id, { type: 'told', who: await ask(l10n.t('Tell stakeholders'), l10n.t('Who was told, and where')) }); return;
    case 'on-call': await incidents.add(id, { type: 'on-call', who: await ask(l10n.t('Engage who is on call'), l10n.t('Who answered')) }); return;
    case 'decision': return decide(running);
    case 'take-back': return takeBack(running);
    case 'verify': await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title: l10n.t('AOS: Checking {0}', environment) }, () => incidents.verify(id)); return;
    case 'close': await incidents.add(id, { type: 'closed' }); services.log.info(`Incident ${id} closed.`); return;
    default: await incidents.add(id, { type: 'done', step: step satisfies ClosingStep, note: await ask(l10n.t('Afterwards'), l10n.t('A sentence with names; the report holds it')) });
  }
}

async function decide({ engine, id }: Running): Promise<void> {
  const decision = await pick<Decision>(decisionItems(), l10n.t('Decide what to take back'), l10n.t('The decision and its reason go into the report'));
  await engine.incidents.add(id, { type: 'decided', decision, reason: await ask(l10n.t('Decide what to take back'), l10n.t('Why?')) });
}

/** The command of what was decided; its own plan and confirmation are shown there. */
async function takeBack({ engine, id, environment }: Running): Promise<void> {
  const { decision } = await engine.incidents.get(id);
  const command = decision?.decision === 'infrastructure' ? commands.rollBackInfrastructure : decision?.decision === 'application' ? commands.rollBackApplication : commands.restoreData;
  const ended = await vscode.commands.executeCommand<RunRecord | undefined>(command, { environment });
  // A rollback that ended well is looked at right away: at night nobody wants to ask twice.
  if (decision?.decision === 'infrastructure' && ended?.success) await engine.incidents.verify(id);
}

async function showReport({ services, engine, id }: Running): Promise<void> {
  const { report } = await engine.incidents.exportReport(id);
  await services.documents.show(`${id}.md`, renderReport(report));
}

async function pick<T>(items: readonly (vscode.QuickPickItem & { readonly value: T })[], title: string, placeHolder: string): Promise<T> {
  const picked = await vscode.window.showQuickPick([...items], { title, placeHolder, ignoreFocusOut: true });
  if (!picked) throw new CancelledError();
  return picked.value;
}

async function ask(title: string, prompt: string): Promise<string> {
  const text = await vscode.window.showInputBox({ title, prompt, ignoreFocusOut: true, validateInput: (typed) => (typed.trim() === '' ? l10n.t('A few words are needed.') : undefined) });
  if (text === undefined) throw new CancelledError();
  return text.trim();
}
