import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { InputError } from '../../../core/errors';
import type { FileRange } from '../../../core/values';
import type { Plan, PlanChange } from '../../../core/whatIf/plan';
import { commands } from '../../../ids';
import { planGuards, type PlanContract, type PlanKey } from '../../../protocol';
import { openFile } from '../../openFile';
import type { EditorServices } from '../../services';
import { isRehearsal } from '../../shared/runText';
import type { PageModel } from '../panels';
import { takeAdvice } from '../shared/advice';
import { registerProviders } from '../shared/registerProviders';
import { acceptDrift, driftOnly } from './driftActions';
import { diffTexts } from './planDocuments';
import { exportPlan } from './planExport';
import { findChange, findDrifted, findNotPredicted, findRemedy } from './planView';
import { carryOutRemedy } from './remedies';

/** The Plan page of one environment: pushes whole snapshots, carries out intents. */
export function createPlanModel(services: EditorServices, key: PlanKey): PageModel<PlanContract> {
  const { environments, documents } = services;
  const root = (): string => services.root() ?? '';
  const session = services.plans.get(key.environment, key.local);
  const plan = (): Plan => session.plan ?? fail('Plan.None', l10n.t('There is no plan of {0} yet.', key.environment));
  const change = (id: string): PlanChange => findDrifted(session.drift, id) ?? findChange(plan(), id) ?? fail('Plan.Gone', l10n.t('The plan has changed since; look at the new one.'));
  const declaration = (id: string): FileRange => (findDrifted(session.drift, id) ?? findChange(plan(), id) ?? findNotPredicted(plan(), id))?.declaration ?? fail('Plan.NoDeclaration', l10n.t('It is not known where this resource is declared.'));
  return {
    title: l10n.t('Plan: {0}', key.environment), guards: planGuards,
    handlers: {
      'plan/load': () => session.snapshot,
      'plan/refresh': () => { void session.refresh(); return undefined; },
      'plan/cancel': () => { session.cancel(); return undefined; },
      'plan/openDeclaration': async ({ id }) => { await openFile(declaration(id)); return undefined; },
      'plan/openTextDiff': async ({ id }) => {
        const { before, after } = diffTexts(change(id));
        await documents.showDiff(l10n.t('{0}: live and planned ({1})', change(id).name, key.environment), `${key.environment}/${change(id).name}.yaml`, before, after);
        return undefined;
      },
      'plan/copyResourceId': async ({ id }) => { await vscode.env.clipboard.writeText(change(id).resourceId); return undefined; },
      'plan/deploy': ({ planHash, restore }) => { void vscode.commands.executeCommand(isRehearsal(plan().target, environments.find(key.environment)?.cloud) ? commands.rehearse : commands.deploy, { environment: key.environment, approvedPlanHash: planHash, restore }); return undefined; },
      'plan/carryOut': async ({ check, title }) => {
        const action = findRemedy(plan(), check, title)?.action ?? fail('Plan.Gone', l10n.t('The plan has changed since; look at the new one.'));
        void services.boundary.run(title, async () => { if (await carryOutRemedy(services, plan(), action)) await session.refresh(); });
        return undefined;
      },
      'plan/detectDrift': () => { void session.detectDrift(); return undefined; },
      'plan/acceptDrift': async ({ id, path }) => { await acceptDrift(services, session.drift ?? plan(), change(id), path); return undefined; },
      'plan/exportDrift': async () => { await exportPlan(driftOnly(session.drift ?? plan()), 'markdown', root()); return undefined; },
      'plan/copyText': async ({ text }) => { await vscode.env.clipboard.writeText(text); return undefined; },
      'plan/takeAdvice': ({ action }) => {
        if (action !== 'register-provider') takeAdvice(action, key.environment, commands.plan);
        else void services.boundary.run('register', async () => { await registerProviders(services, session.failure, { environment: key.environment, isRehearsal: false, subscriptionId: environments.find(key.environment)?.subscriptionId }); await session.refresh(); });
        return undefined;
      },
      'plan/export': async ({ format }) => { await exportPlan(plan(), format, root()); return undefined; },
      'plan/openLog': () => { services.log.show(); return undefined; },
    },
    connect: (push) => {
      const stop = session.onDidChange((snapshot) => push('plan/changed', snapshot));
      void environments.ensure().then(() => (session.plan || environments.find(key.environment)?.activeRun ? undefined : session.refresh()));
      return new vscode.Disposable(stop);
    },
  };
}

function fail(code: string, message: string): never { throw new InputError(code, message); }
