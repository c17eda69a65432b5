import type { CommandName } from '../commandTable';
import type { Command } from '../context';
import { runApps } from './applications';
import { runBackup } from './backup';
import { runCancel } from './cancel';
import { runChecklist } from './checklist';
import { runAgents, runServers } from './configurations';
import { runDeploy } from './deploy';
import { runDoctor } from './doctor';
import { runDrift } from './drift';
import { runEnvironments } from './environments';
import { runHistory } from './history';
import { runIncident } from './incident';
import { runPlan } from './plan';
import { runResources } from './resources';
import { runRestore } from './restore';
import { runRollback } from './rollback';
import { runSandbox } from './sandbox';
import { runSecrets } from './secrets';
import { runStatus } from './status';
import { runValidate } from './validate';
import { runVerify } from './verify';
import { runWorkflow } from './workflow';

export const commands: Readonly<Record<CommandName, Command>> = {
  environments: runEnvironments, validate: runValidate, plan: runPlan, deploy: runDeploy, cancel: runCancel, status: runStatus,
  resources: runResources, history: runHistory, verify: runVerify, doctor: runDoctor, drift: runDrift, sandbox: runSandbox,
  rollback: runRollback, restore: runRestore, incident: runIncident, backup: runBackup, apps: runApps, secrets: runSecrets, agents: runAgents, servers: runServers, checklist: runChecklist, workflow: runWorkflow,
};
