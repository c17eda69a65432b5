import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as ids from '../../src/ids';

interface Command { readonly command: string; readonly title: string; readonly category?: string; readonly icon?: string; readonly enablement?: string }
interface MenuEntry { readonly command: string; readonly when?: string; readonly group?: string }
interface Setting { readonly type: string; readonly default?: unknown; readonly scope?: string; readonly markdownDescription?: string }
interface Manifest {
  readonly icon: string; readonly main: string; readonly l10n: string;
  readonly activationEvents: readonly string[];
  readonly capabilities: { readonly untrustedWorkspaces: { readonly supported: unknown; readonly restrictedConfigurations: readonly string[] } };
  readonly contributes: {
    readonly commands: readonly Command[];
    readonly menus: Readonly<Record<string, readonly MenuEntry[]>>;
    readonly views: Readonly<Record<string, readonly { readonly id: string; readonly icon: string }[]>>;
    readonly viewsContainers: { readonly activitybar: readonly { readonly id: string; readonly icon: string }[] };
    readonly viewsWelcome: readonly { readonly view: string; readonly contents: string; readonly when: string }[];
    readonly walkthroughs: readonly { readonly id: string; readonly steps: readonly { readonly id: string; readonly description: string; readonly media: { readonly markdown: string } }[] }[];
    readonly configuration: { readonly properties: Readonly<Record<string, Setting>> };
    readonly colors: readonly { readonly id: string }[];
  };
}

const root = path.resolve(import.meta.dirname, '../..');
const text = readFileSync(path.join(root, 'package.json'), 'utf8');
const manifest = JSON.parse(text) as Manifest;
const nls = JSON.parse(readFileSync(path.join(root, 'package.nls.json'), 'utf8')) as Record<string, string>;
const { contributes } = manifest;
const palette = Object.values(ids.commands) as readonly string[];
const inViews = Object.values(ids.viewCommands) as readonly string[];
const translated = (value: string): string => nls[/^%(.+)%$/.exec(value)?.[1] ?? ''] ?? '';
const whens = [...contributes.viewsWelcome.map(({ when }) => when), ...Object.values(contributes.menus).flat().flatMap(({ when }) => when ?? []), ...contributes.commands.flatMap(({ enablement }) => enablement ?? [])];

/** Titles that people and other documents rely on. */
const titles: Readonly<Record<keyof typeof ids.commands, string>> = {
  plan: 'Plan Deployment (What-If)', deploy: 'Deploy Environment', rehearse: 'Rehearse Deployment in the Local Sandbox', resume: 'Resume Deployment', cancel: 'Cancel Deployment',
  history: 'Show Deployment History', verify: 'Verify Environment Health', smokeTests: 'Run Smoke Tests', loadTest: 'Run Load Test', selectEnvironment: 'Select Environment', selectSubscription: 'Select Subscription', signIn: 'Sign In',
  startSandbox: 'Start Local Sandbox', resetSandbox: 'Reset Local Sandbox', checkPrerequisites: 'Check Prerequisites', showLog: 'Show Log', openSample: 'Open the Sample Workspace',
  detectDrift: 'Detect Drift', compareRuns: 'Compare Deployments', generateWorkflow: 'Generate CI Workflow', newEnvironment: 'New Environment', planLocally: 'Plan Locally (Without Azure)', copyAsCommands: 'Copy as Commands',
  compareEnvironments: 'Compare Environments', showSandbox: 'Show Local Sandbox', runChecklist: 'Run Checklist', attestItem: 'Attest Checklist Item', runItemAction: 'Run Checklist Action', exportReadiness: 'Export Readiness Report', filterChecklist: 'Filter Checklist', searchChecklist: 'Search Checklist',
  deployApplications: 'Deploy Applications', deployToSlot: 'Deploy Applications to a Slot', swapSlots: 'Swap Deployment Slots', configureSettings: 'Configure Application Settings', setSecrets: 'Set Key Vault Secrets', validateConfigurations: 'Validate Agent Configurations', uploadAgents: 'Upload Agent Configurations',
  uploadServers: 'Upload MCP Server Configurations', compareConfigurations: 'Compare Agent Configurations with Deployed', pruneConfigurations: 'Prune Deployed Configurations', restoreConfiguration: 'Restore a Configuration Version',
  takeDeployed: 'Take a Deployed Configuration', convertConfigurations: 'Convert Configurations between Files and Registry',
  mergeConfiguration: 'Merge a Configuration with Deployed', newAgent: 'New Agent Configuration', newServer: 'New MCP Server Configuration', testAgent: 'Test Agent Operation',
  rollBackInfrastructure: 'Roll Back Infrastructure', rollBackApplication: 'Roll Back Application', restoreData: 'Restore Data', backUp: 'Back Up', testBackup: 'Test a Backup', declareIncident: 'Declare Incident',
};

describe('the manifest', () => {
  it('contributes exactly the commands of ids.ts', () => {
    assert.deepEqual(contributes.commands.map(({ command }) => command).filter((id) => id.startsWith('aosDeploy.')).sort(), [...palette, ...inViews].sort());
  });

  it('gives palette commands the titles that are promised', () => {
    const found = Object.fromEntries(Object.entries(ids.commands).map(([name, id]) => [name, translated(contributes.commands.find(({ command }) => command === id)?.title ?? '')]));
    assert.deepEqual(found, titles);
  });

  it('gives every command a category, an icon and a translated title', () => {
    for (const { command, category, icon, title } of contributes.commands) {
      assert.equal(category, 'AOS', command);
      assert.match(icon ?? '', /^\$\([a-z-]+\)$/, command);
      assert.notEqual(translated(title), '', command);
    }
  });

  it('names only icons that exist', () => {
    const icons = new Set(readdirSync(path.join(root, 'node_modules/@vscode/codicons/src/icons')).map((file) => file.replace(/\.svg$/, '')));
    const named = contributes.commands.map(({ icon }) => icon?.slice(2, -1) ?? '');
    assert.deepEqual(named.filter((icon) => !icons.has(icon)), []);
  });

  it('keeps commands that need an item out of the palette', () => {
    const hidden = contributes.menus.commandPalette?.filter(({ when }) => when === 'false').map(({ command }) => command);
    assert.deepEqual([...hidden ?? []].sort(), [...inViews].sort());
  });

  it('puts only contributed commands into menus', () => {
    const known = new Set(contributes.commands.map(({ command }) => command));
    assert.deepEqual(Object.values(contributes.menus).flat().map(({ command }) => command).filter((id) => !known.has(id)), []);
  });

  it('shows at most three icons inline on any tree item', () => {
    const inline = contributes.menus['view/item/context']?.filter(({ group }) => group?.startsWith('inline')) ?? [];
    for (const item of ['environment', 'environment.running', 'environment.protected.interrupted.selected', 'environment.running.interrupted', 'run', 'run.running', 'run.interrupted', 'resource', 'plan', 'target', 'target.sandbox', 'history', 'parameters', 'applications', 'application', 'application.deployed.slots', 'slot', 'configurations.agent', 'configurations.server', 'configuration.agent.conflict', 'configuration.server.only-there']) {
      const shown = inline.filter(({ when = '' }) => matches(when, item, item === 'resource' ? ids.views.resources : ids.views.environments));
      assert.ok(shown.length <= 3, `${item}: ${shown.map(({ command }) => command).join(', ')}`);
    }
  });

  it('contributes exactly the views, containers, settings, colours and the walkthrough of ids.ts', () => {
    assert.deepEqual(Object.values(contributes.views).flat().map(({ id }) => id).sort(), Object.values(ids.views).sort());
    assert.deepEqual(contributes.viewsContainers.activitybar.map(({ id }) => id), [ids.container]);
    assert.deepEqual(Object.keys(contributes.configuration.properties).sort(), Object.values(ids.settings).filter((id) => id !== ids.settings.section).sort());
    assert.deepEqual(contributes.walkthroughs.map(({ id }) => id), [ids.walkthrough]);
    assert.deepEqual(contributes.colors.map(({ id }) => id), Object.values(ids.colors));
  });

  it('gives every setting a description, a scope and a default', () => {
    for (const [id, setting] of Object.entries(contributes.configuration.properties)) {
      assert.ok(setting.scope && setting.type, id);
      assert.notEqual(setting.default, undefined, id);
      assert.notEqual(translated(setting.markdownDescription ?? ''), '', id);
    }
  });

  it('uses only context keys that exist in when clauses', () => {
    const own = new Set<string>([...Object.values(ids.contextKeys), ...Object.values(ids.views)]);
    assert.deepEqual(whens.flatMap((when) => when.match(/aosDeploy\.\w+/g) ?? []).filter((key) => !own.has(key)), []);
  });

  it('has balanced when clauses', () => {
    for (const when of whens) assert.equal(when.split('(').length, when.split(')').length, when);
  });

  it('offers a cure in every welcome view, with commands that exist', () => {
    const known = new Set([...contributes.commands.map(({ command }) => command), 'vscode.openFolder', 'workbench.trust.manage']);
    const contents = [...contributes.viewsWelcome.map((welcome) => welcome.contents), ...contributes.walkthroughs.flatMap(({ steps }) => steps.map(({ description }) => description))].map(translated);
    for (const content of contents) {
      const links = [...content.matchAll(/\]\(command:([^)]+)\)/g)].map(([, id]) => id ?? '');
      assert.ok(links.length > 0, content);
      assert.deepEqual(links.filter((id) => !known.has(id)), []);
    }
  });

  it('has a walkthrough of five steps', () => {
    assert.equal(contributes.walkthroughs[0]?.steps.length, 5);
  });

  it('names only files that exist', () => {
    const files = [manifest.icon, manifest.l10n, ...contributes.viewsContainers.activitybar.map(({ icon }) => icon), ...Object.values(contributes.views).flat().map(({ icon }) => icon), ...contributes.walkthroughs.flatMap(({ steps }) => steps.map(({ media }) => media.markdown))];
    assert.deepEqual(files.filter((file) => !existsSync(path.join(root, file))), []);
  });

  it('activates by view, command, language, walkthrough or workspace file, never at startup', () => {
    assert.deepEqual(manifest.activationEvents.filter((event) => !/^(onView|onCommand|onLanguage|onWalkthrough|onWebviewPanel|workspaceContains):/.test(event)), []);
  });

  it('restricts settings that start programs or choose targets in folders that are not trusted', () => {
    const { untrustedWorkspaces } = manifest.capabilities;
    assert.equal(untrustedWorkspaces.supported, 'limited');
    assert.ok([ids.settings.bicepPath, ids.settings.cloud, ids.settings.sandboxFaultFile].every((id) => untrustedWorkspaces.restrictedConfigurations.includes(id)));
  });

  it('translates every placeholder and keeps no text that nobody uses', () => {
    const used = new Set([...text.matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key ?? ''));
    assert.deepEqual([...used].filter((key) => nls[key] === undefined), []);
    assert.deepEqual(Object.keys(nls).filter((key) => !used.has(key)), []);
  });

  it('has a bundle with every text of the editor', () => {
    execFileSync(process.execPath, [path.join(root, 'scripts/l10n.mjs'), '--check'], { stdio: 'pipe' });
  });
});

/** Evaluates the few forms of when clauses that our item menus use. */
function matches(when: string, viewItem: string, view: string): boolean {
  return when.split(' && ').every((part) => {
    const negated = /^!\((.*)\)$/.exec(part);
    if (negated) return !matches(negated[1] ?? '', viewItem, view);
    const [, key, operator, value = ''] = /^(\w+) (==|=~) (.+)$/.exec(part) ?? [];
    const actual = key === 'view' ? view : viewItem;
    return operator === '==' ? actual === value : new RegExp(value.slice(1, -1)).test(actual);
  });
}
