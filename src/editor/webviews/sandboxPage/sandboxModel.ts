import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { toErrorDocument } from '../../../core/deployment/errorDocument';
import { InputError } from '../../../core/errors';
import type { JsonObject } from '../../../core/values';
import { commands } from '../../../ids';
import { sandboxGuards, type SandboxContract, type SandboxSnapshot } from '../../../protocol';
import { openFolder } from '../../commands/sandboxStart';
import type { SandboxReport } from '../../ports';
import type { EditorServices } from '../../services';
import type { PageModel } from '../panels';
import { errorView } from '../shared/errorView';
import { toggleFault, withoutFaults } from './faultPresets';
import { sandboxView } from './sandboxView';

/** How often an open page asks the sandbox. */
const pollMs = 1000;

/** The Sandbox page: asks the sandbox each second while it is open, and pushes when something has changed. */
export function createSandboxModel(services: EditorServices): PageModel<SandboxContract> {
  const { ports, root, now } = services;
  let listening: ((snapshot: SandboxSnapshot) => void) | undefined;
  let [last, asking] = ['', false];
  const folder = (): string => openFolder(root);
  const snapshot = async (): Promise<SandboxSnapshot> => {
    try {
      const report = await ports.sandbox.inspect(folder());
      return report ? { state: 'running', sandbox: sandboxView(report, now()) } : { state: 'stopped' };
    } catch (error) {
      return { state: 'failed', error: errorView(toErrorDocument(error), root() ?? '') };
    }
  };
  const look = async (): Promise<undefined> => {
    if (asking) return undefined;
    asking = true;
    const found = await snapshot().finally(() => { asking = false; });
    const text = JSON.stringify(found);
    if (text !== last) { last = text; listening?.(found); }
    return undefined;
  };
  const change = async (next: (faults: JsonObject) => JsonObject): Promise<undefined> => {
    const report = await running(services, folder());
    await ports.sandbox.replaceFaults(folder(), next(report.faults));
    return look();
  };
  const run = async (command: string): Promise<undefined> => { await vscode.commands.executeCommand(command); return look(); };
  return {
    title: l10n.t('Local sandbox'), guards: sandboxGuards,
    handlers: {
      'sandbox/load': async () => { const found = await snapshot(); last = JSON.stringify(found); return found; },
      'sandbox/start': () => run(commands.startSandbox),
      'sandbox/reset': () => run(commands.resetSandbox),
      'sandbox/toggleFault': ({ id }) => change((faults) => toggleFault(faults, id)),
      'sandbox/clearFaults': () => change(withoutFaults),
      'sandbox/copyText': async ({ text }) => { await vscode.env.clipboard.writeText(text); return undefined; },
      'sandbox/openLog': () => { services.log.show(); return undefined; },
    },
    connect: (push) => {
      listening = (value) => push('sandbox/changed', value);
      const timer = setInterval(() => void look(), pollMs);
      return new vscode.Disposable(() => { listening = undefined; clearInterval(timer); });
    },
  };
}

async function running({ ports }: EditorServices, root: string): Promise<SandboxReport> {
  const report = await ports.sandbox.inspect(root);
  if (!report) throw new InputError('Sandbox.NotRunning', l10n.t('The local sandbox does not run.'), { nextStep: l10n.t('Start it first.') });
  return report;
}
