import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { World } from './world';

const conventions = `# Deployment plan\n\n## Resource Naming Conventions\n\n| Resource | Pattern |\n|---|---|\n| Resource group | rg-aos-{env} |\n| Function app | aos-{env}-{uid}-func |\n| Storage account | aos{env}{uid} |\n| Service Bus | aos-{env}-{uid}-bus |\n| Key Vault | aos-{env}-kv-{uid} |\n| App Insights | aos-{env}-{uid}-ai |\n`;
const localSettings = JSON.stringify({ IsEncrypted: false, Values: { AzureWebJobsStorage: 'UseDevelopmentStorage=true', FUNCTIONS_WORKER_RUNTIME: 'python', AOS_ENVIRONMENT: 'dev', AOS_LOG_LEVEL: 'DEBUG' } }, undefined, 2);
const inspected = JSON.stringify({ name: 'agent-operating-system-sample', installed: true, editable: true, here: true, missing: [] });

/** A careful team's workspace before its first deployment, on a workstation that has all tools. */
export function fillWorkspace(world: World): void {
  fillFiles(world);
  answerAsWorkstation(world.tools);
}

/** Makes the sample what a careful team's workspace is before its first deployment, under git. */
export function fillFiles(world: Pick<World, 'root' | 'file' | 'git'>): void {
  const { root } = world;
  const edit = (name: string, change: (text: string) => string): void => { const file = path.join(root, name); writeFileSync(file, change(readFileSync(file, 'utf8'))); };
  world.file('deployment/deploy.py', '"""Deploys the template."""\n');
  world.file('docs/development/DEPLOYMENT_PLAN.md', conventions);
  world.file('local.settings.json', localSettings);
  world.file('venv/pyvenv.cfg', 'version = 3.11.7\n');
  if (!readFileSync(path.join(root, 'azure_functions/MCPServers/requirements.txt'), 'utf8').includes('azure-core')) edit('azure_functions/MCPServers/requirements.txt', (text) => `${text.trimEnd()}\nazure-core>=1.30,<2\n`);
  for (const environment of ['dev', 'staging', 'prod']) edit(`deployment/parameters/${environment}.bicepparam`, (text) => text.replace(/param tags = \{\n/, "param tags = {\n  project: 'aos'\n  owner: 'team@contoso.example'\n"));
  // One region that the template knows no premium services in.
  edit('deployment/modules/shared/regions.json', (text) => { const value = JSON.parse(text) as Record<string, string[]>; return JSON.stringify({ ...value, ...Object.fromEntries(['functionsPremium', 'serviceBusPremium'].map((list) => [list, value[list]!.filter((one) => one !== 'ukwest')])) }); });
  edit('deployment/parameters/staging.bicepparam', (text) => text.replace("storageSku = 'Standard_LRS'", "storageSku = 'Standard_GRS'"));
  edit('deployment/parameters/prod.bicepparam', (text) => text.replace('param enableB2C = true', 'param enableB2C = false'));
  edit('aos.yaml', (text) => text.replace(/^( {2}dev:\n)/m, '$1    profile:\n      approvals: 0\n').replace(/^( {2}staging:\n)/m, '$1    profile:\n      approvals: 0\n').replace(/^( {2}prod:\n)/m, '$1    profile:\n      approvals: 2\n'));
  world.git('init', '-q', '-b', 'main');
  world.git('config', 'user.name', 'Ann Example');
  world.git('config', 'user.email', 'ann@contoso.example');
  world.git('remote', 'add', 'origin', 'https://github.com/contoso/AgentOperatingSystem.git');
  world.git('add', '-A');
  world.git('commit', '-q', '-m', 'Start');
}

function answerAsWorkstation(tools: World['tools']): void {
  tools.answer(/^az version/, JSON.stringify({ 'azure-cli': '2.80.0' }));
  tools.answer(/^az account show/, JSON.stringify({ id: 'elsewhere', tenantId: 'elsewhere' }));
  tools.answer(/^python3 --version/, 'Python 3.11.7\n');
  tools.answer(/^func --version/, '4.0.5907\n');
  tools.answer(/^venv\/bin\/python --version/, 'Python 3.11.7\n');
  tools.answer(/^venv\/bin\/python -c /, inspected);
  tools.answer(/^venv\/bin\/python -m pip check/, 'No broken requirements found.\n');
}
