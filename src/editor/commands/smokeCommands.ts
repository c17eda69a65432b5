import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { haveSmokeTestsPassed, readSmokeTests, smokeRows, type SmokeTest } from '../../core/health/smokeTests';
import { CancelledError } from '../../core/errors';
import { commands } from '../../ids';
import { isRecord } from '../../protocol';
import type { EditorServices } from '../services';
import { tableCell } from '../shared/markdown';
import { exactTime } from '../shared/time';
import { withProgress } from './boundary';
import { subjectOf } from './subject';
import { engineFor, environmentFor } from './target';

/** Run Smoke Tests asks the apps of an environment; Run Load Test is the checklist's action of that name, after a question. */
export function registerSmokeCommands(services: EditorServices): vscode.Disposable[] {
  const { boundary } = services;
  return [
    boundary.command(commands.smokeTests, (argument?: unknown) => smoke(services, argument)),
    boundary.command(commands.loadTest, (argument?: unknown) => load(services, argument)),
  ];
}

async function smoke(services: EditorServices, argument: unknown): Promise<readonly SmokeTest[]> {
  const { engine, environment: name } = await engineFor(services, subjectOf(argument));
  const tests = readSmokeTests(await withProgress(l10n.t('Asking the apps of {0}', name), (signal) => engine.checkEvidence(name, { rows: smokeRows, maxAgeMs: 0 }, signal)));
  announce(services, name, tests);
  return tests;
}

function announce({ documents, boundary, now }: EditorServices, name: string, tests: readonly SmokeTest[]): void {
  const passed = haveSmokeTestsPassed(tests);
  const bad = tests.filter(({ state }) => state === 'fail' || state === 'unknown');
  const text = passed ? l10n.t('{0}: the smoke tests pass.', name) : l10n.t('{0}: {1} of {2} smoke tests do not pass. {3}', name, bad.length, tests.length, bad[0]?.reason ?? '');
  const details = l10n.t('Show Details');
  const show = passed ? vscode.window.showInformationMessage : vscode.window.showWarningMessage;
  void show(text, details).then((chosen) => (chosen ? boundary.run('smoke tests', () => documents.show(`smoke-tests-${name}.md`, smokeReport(name, tests, now()))) : undefined));
}

const smokeReport = (name: string, tests: readonly SmokeTest[], at: Date): string =>
  [`# ${l10n.t('Smoke tests of {0}', name)}`, '', exactTime(at.toISOString()), '', `| ${l10n.t('State')} | ${l10n.t('Test')} | ${l10n.t('Reason')} |`, '|---|---|---|', ...tests.map(({ id, state, reason }) => `| ${state} | ${id} | ${tableCell(reason)} |`), ''].join('\n');

/** Minutes of requests are no surprise that a live environment should get. @throws CancelledError. */
async function load(services: EditorServices, argument: unknown): Promise<void> {
  const { environment: { name } } = await environmentFor(services, subjectOf(argument));
  const start = l10n.t('Send Load to {0}', name);
  const agreed = isRecord(argument) && argument['confirmed'] === name ? start : await vscode.window.showWarningMessage(l10n.t('Send requests of 10 users to {0} for 5 minutes?', name), { modal: true, detail: l10n.t('locust runs locustfile.py of this workspace against the main app. What comes of it is kept for the checklist.') }, start);
  if (agreed !== start) throw new CancelledError();
  await vscode.commands.executeCommand(commands.runItemAction, { environment: name, item: 'verify.load.run' });
}
