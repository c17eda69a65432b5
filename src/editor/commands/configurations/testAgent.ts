import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { AgentTestReport, AgentTestWay } from '../../../core/agentTests';
import { CancelledError, InputError } from '../../../core/errors';
import { isListOfStrings, isRecord } from '../../../protocol';
import type { EditorServices } from '../../services';
import { stepLine, testMarkdown, testSummary } from '../../workloads/agentTestText';
import { withProgress } from '../boundary';
import { subjectOf } from '../subject';
import { ensureTarget, environmentFor } from '../target';

/** Sends a request to a live agent, by HTTP and by the queue, and shows the trace. `{configuration, ways}` as argument asks nothing. */
export async function testAgent(services: EditorServices, argument: unknown): Promise<AgentTestReport> {
  const { environment: name, configuration, file } = subjectOf(argument);
  const entry = await ensureTarget(services, await environmentFor(services, name === undefined ? {} : { environment: name }));
  const environment = entry.environment.name;
  const engine = await services.environments.engineOf(environment);
  const agents = (await engine.configurations.find('agent'));
  const ids = [...new Set([...agents.single, ...(agents.registry?.entries ?? [])].map(({ id }) => id))].sort();
  const agentId = configuration ?? agents.single.find((one) => one.file === (file ?? vscode.window.activeTextEditor?.document.uri.fsPath))?.id ?? await pickAgent(ids, environment);
  const report = await withProgress(l10n.t('Testing {0} in {1}', agentId, environment), (signal, tell) => engine.agentTests.test(environment, agentId, {
    ...waysOf(argument), onStep: (step) => { tell(step.text); services.log.info(`${agentId}: ${stepLine(step)}`); },
  }, signal));
  announce(services, environment, report);
  return report;
}

async function pickAgent(ids: readonly string[], environment: string): Promise<string> {
  if (ids.length === 0) throw new InputError('Configuration.None', l10n.t('The workspace holds no agent.'), { nextStep: l10n.t('Make one with "AOS: New Agent Configuration".') });
  const picked = await vscode.window.showQuickPick(ids, { title: l10n.t('AOS: Test Agent Operation in {0}', environment), placeHolder: l10n.t('Which agent?') });
  if (!picked) throw new CancelledError();
  return picked;
}

function waysOf(argument: unknown): { readonly ways?: readonly AgentTestWay[] } {
  const given = isRecord(argument) && isListOfStrings(argument.ways) ? argument.ways : undefined;
  return given ? { ways: given.filter((way): way is AgentTestWay => way === 'http' || way === 'queue') } : {};
}

function announce({ documents, boundary }: EditorServices, environment: string, report: AgentTestReport): void {
  const trace = l10n.t('Show Trace');
  const show = report.state === 'pass' ? vscode.window.showInformationMessage : report.state === 'fail' ? vscode.window.showErrorMessage : vscode.window.showWarningMessage;
  void show(testSummary(environment, report), trace).then((chosen) => (chosen ? boundary.run('trace', () => documents.show(`test-${report.agentId}-${environment}.md`, testMarkdown(environment, report))) : undefined));
}
