import { render } from 'lit';
import type { DeploymentContract, DeploymentSnapshot } from '../../src/protocol';
import { openPage } from '../shared/page';
import { sharedStyles } from '../shared/styles';
import { deploymentStyles } from './styles';
import { deploymentPage, type DeploymentActions } from './view';

const page = openPage<DeploymentContract, undefined>([sharedStyles, deploymentStyles]);
const { connection } = page;
let snapshot: DeploymentSnapshot | undefined;
let ticking: ReturnType<typeof setInterval> | undefined;

/** A refusal is shown by the extension; the page only has to survive it. */
const ask = (answer: Promise<unknown>): void => { answer.catch((error: unknown) => console.warn(error)); };

const actions: DeploymentActions = {
  cancel: () => ask(connection.request('deployment/cancel')),
  leaveRunning: () => ask(connection.request('deployment/leaveRunning')),
  resume: () => ask(connection.request('deployment/resume')),
  deployAgain: () => ask(connection.request('deployment/deployAgain')),
  openPlan: () => ask(connection.request('deployment/openPlan')),
  openDeclaration: (id) => ask(connection.request('deployment/openDeclaration', { id })),
  copyResourceId: (id) => ask(connection.request('deployment/copyResourceId', { id })),
  copyCorrelationId: () => ask(connection.request('deployment/copyCorrelationId')),
  openRecord: () => ask(connection.request('deployment/openRecord')),
  copyAsCommands: () => ask(connection.request('deployment/copyAsCommands')),
  copyText: (text) => ask(connection.request('deployment/copyText', { text })),
  takeAdvice: (action) => ask(connection.request('deployment/takeAdvice', { action })),
  openInPortal: () => ask(connection.request('deployment/openInPortal')),
  openLog: () => ask(connection.request('deployment/openLog')),
};

const draw = (): void => { if (snapshot) render(deploymentPage(snapshot, Date.now(), actions), page.root); };

/** The clock and the bars move each second while the run does. */
function show(next: DeploymentSnapshot): void {
  snapshot = next;
  const active = next.state === 'ready' && next.run.isActive;
  if (active && ticking === undefined) ticking = setInterval(draw, 1000);
  if (!active && ticking !== undefined) { clearInterval(ticking); ticking = undefined; }
  draw();
}

connection.onPush('deployment/changed', show);
connection.request('deployment/load').then(show, (error: unknown) => { page.root.textContent = error instanceof Error ? error.message : String(error); });
