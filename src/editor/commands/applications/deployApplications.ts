import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Application, PackageReport } from '../../../core/applications';
import { toErrorDocument } from '../../../core/deployment/errorDocument';
import type { Engine } from '../../../core/engine';
import { CancelledError, InputError } from '../../../core/errors';
import type { EditorServices } from '../../services';
import { cloudText } from '../../shared/runText';
import type { EnvironmentEntry } from '../../state/environmentsState';
import { outcomesMarkdown, outcomesSummary, outcomeState, packageLine, packagesMarkdown, type DeployOutcome } from '../../workloads/applicationReport';
import { withProgress } from '../boundary';
import { confirmChange } from '../confirmChange';
import { saveFiles } from '../saveFiles';
import { subjectOf } from '../subject';
import { ensureTarget, environmentFor } from '../target';
import { linksOf } from './applicationLinks';
import { pickApplications, type DeployWays } from './pickApplications';
import { pickSlot } from './pickSlot';

/** Packages, shows what would go, asks, publishes all side by side and verifies. `{applications, confirmed, slot, tests, lint, tool}` as argument asks nothing. Returns how each ended. */
export async function deployApplications(services: EditorServices, argument: unknown, { toSlot = false } = {}): Promise<readonly DeployOutcome[]> {
  await saveFiles();
  const subject = subjectOf(argument);
  const entry = await ensureTarget(services, await environmentFor(services, subject));
  const environment = entry.environment.name;
  const engine = await services.environments.engineOf(environment);
  const { applications, ways } = await pickApplications(services, { engine, environment, argument, title: l10n.t('AOS: Deploy Applications to {0}', environment) });
  const slot = subject.slot ?? (toSlot ? await pickSlot({ engine, environment, applications, title: l10n.t('AOS: Deploy Applications to a Slot of {0}', environment), mayCreate: true }) : undefined);
  const packages = await packageAll(services, engine, applications);
  await confirmChange(entry, question(services, entry, packages, slot), argument);
  const outcomes = await Promise.all(packages.map((one) => deployOne(services, engine, { environment, one, slot, ways })));
  announce(services, environment, outcomes);
  void services.boundary.run('applications', () => services.workloads.refreshRead({ environment, parts: ['applications'] }));
  return outcomes;
}

/** Findings stand in the Problems view; one that makes a package useless ends here. */
async function packageAll({ problems }: EditorServices, engine: Engine, applications: readonly Application[]): Promise<readonly PackageReport[]> {
  const reports = await withProgress(l10n.t('Packaging {0}', applications.map(({ name }) => name).join(', ')), async (signal, report) => {
    const made: PackageReport[] = [];
    for (const one of applications) { report(one.name); made.push(await engine.applications.package(one, signal)); }
    return made;
  });
  const diagnostics = reports.flatMap((one) => one.diagnostics);
  problems.replace('applications', diagnostics.filter(({ severity }) => severity !== 'info'));
  const broken = diagnostics.find(({ severity }) => severity === 'error');
  if (broken) throw new InputError('Package.Invalid', broken.message, { location: broken, nextStep: broken.nextStep ?? l10n.t('Correct it; the Problems view lists everything that was found.') });
  return reports;
}

function question({ documents }: EditorServices, { environment, cloud }: EnvironmentEntry, packages: readonly PackageReport[], slot: string | undefined): Parameters<typeof confirmChange>[1] {
  const names = packages.map(({ application }) => application.name).join(', ');
  const where = slot === undefined ? environment.name : l10n.t('slot {0} of {1}', slot, environment.name);
  const title = l10n.t('Deploy {0} to {1}?', names, where);
  const warnings = packages.flatMap(({ diagnostics }) => diagnostics).filter(({ severity }) => severity === 'warning').map(({ message }) => message);
  return {
    message: title, confirm: l10n.t('Deploy to {0}', where),
    detail: [l10n.t('Target: {0}', `${environment.resourceGroup} · ${cloudText(cloud, cloud === 'sandbox')}`), ...packages.map(packageLine), ...warnings].join('\n'),
    more: { title: l10n.t('Show What Goes'), show: () => documents.show(`packages-${environment.name}.md`, packagesMarkdown(l10n.t('What goes to {0}', where), packages)) },
  };
}

interface One { readonly environment: string; readonly one: PackageReport; readonly slot: string | undefined; readonly ways: DeployWays }

/** Has a notification of its own with Cancel. What goes is the package that was shown. */
async function deployOne({ boundary, log }: EditorServices, engine: Engine, { environment, one: { application, package: made }, slot, ways }: One): Promise<DeployOutcome> {
  const { name } = application;
  try {
    const report = await withProgress(l10n.t('Deploying {0} to {1}', name, environment), async (signal, tell) => {
      if (slot !== undefined) await createMissingSlot(engine, { environment, application, slot, tell }, signal);
      return engine.applications.deploy(environment, application, { ...ways, hash: made.hash, onLine: (line) => log.info(`${name}: ${line}`), ...(slot !== undefined && { slot }), onProgress: ({ text, share }) => tell(share === undefined ? text : `${text} ${Math.round(share * 100)} %`) }, signal);
    });
    return { name, report };
  } catch (error) {
    if (!(error instanceof CancelledError)) boundary.report(`Deploying ${name} to ${environment}:`, error);
    return { name, error: toErrorDocument(error) };
  }
}

async function createMissingSlot(engine: Engine, { environment, application, slot, tell }: { readonly environment: string; readonly application: Application; readonly slot: string; readonly tell: (text: string) => void }, signal: AbortSignal): Promise<void> {
  const slots = await engine.applications.listSlots(environment, application, signal);
  if (slots.some((one) => one.toLowerCase() === slot.toLowerCase())) return;
  tell(l10n.t('Creating the slot {0}', slot));
  await engine.applications.createSlot(environment, application, slot, {}, signal);
}

/** One notification for all of them. */
function announce(services: EditorServices, environment: string, outcomes: readonly DeployOutcome[]): void {
  const states = outcomes.map(outcomeState);
  if (states.every((state) => state === 'cancelled')) return;
  const isGood = states.every((state) => state === 'alive');
  const [details, log] = [l10n.t('Show Details'), l10n.t('Open Log')];
  const show = isGood ? vscode.window.showInformationMessage : states.includes('failed') ? vscode.window.showErrorMessage : vscode.window.showWarningMessage;
  void show(l10n.t('{0}: {1}', environment, outcomesSummary(outcomes)), details, ...(states.includes('failed') ? [log] : [])).then((chosen) => {
    if (chosen === log) services.log.show();
    return chosen === details ? services.boundary.run('applications', () => showOutcomes(services, environment, outcomes)) : undefined;
  });
}

const showOutcomes = ({ documents, workloads, environments }: EditorServices, environment: string, outcomes: readonly DeployOutcome[]): Promise<void> =>
  documents.show(`applications-${environment}.md`, outcomesMarkdown(l10n.t('Applications of {0}', environment), outcomes, ({ name }) => linksOf(workloads.applications(environment), name, environments.find(environment)?.cloud)));
