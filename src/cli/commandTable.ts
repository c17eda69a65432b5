import type { SpecialOption } from './options';

export interface CommandSpec {
  /** What follows the name, for the usage line. */
  readonly arguments?: string;
  readonly summary: string;
  readonly options?: readonly SpecialOption[];
  /** Least and most words after the command; default none. */
  readonly words?: readonly [number, number];
  readonly firstWords?: readonly string[];
  /** Named in the design, not built in this version. */
  readonly notAvailable?: true;
}

const configurationOptions = ['dry-run', 'overwrite', 'to', 'follow', 'reload', 'prefer', 'purpose', 'scope', 'type', 'adapter', 'tools', 'command', 'args', 'secret-env', 'disabled'] as const;
const configurationWords = ['validate', 'diff', 'merge', 'upload', 'status', 'prune', 'versions', 'restore', 'convert', 'new'] as const;

const checklistOptions = ['filter', 'format', 'output', 'threshold', 'fail-on', 'phases', 'max-age', 'note', 'fact', 'decision', 'file', 'link', 'by', 'ticks', 'input', 'dry-run', 'watch'] as const;

/** Every command of the tool, in the order of the help. */
export const commandTable = {
  environments: { summary: 'List the environments of the workspace.' },
  validate: { summary: 'Compile and check parameters files, their template and the configurations.', options: ['format'] },
  plan: { summary: 'Show what a deployment would change.', options: ['local', 'format'] },
  deploy: { summary: 'Validate, plan, confirm, deploy and verify an environment.', options: ['resume', 'allow-warnings', 'git-sha', 'plan', 'override', 'restore', 'secrets'] },
  cancel: { arguments: 'ID', summary: 'Cancel a run in Azure and tell what really happened.', words: [1, 1] },
  status: { summary: 'Show the last run, the running one and the resources of an environment.' },
  resources: { summary: 'List the resources of an environment with their health.' },
  history: { arguments: '[show ID | diff ID ID]', summary: 'List earlier runs, show one (also as commands of other tools), or compare two.', options: ['format'], words: [0, 3], firstWords: ['show', 'diff'] },
  verify: { summary: 'Check the health of what is deployed.', options: ['smoke'] },
  drift: { summary: 'Find what was changed outside the template since the last green run.', options: ['format'] },
  doctor: { summary: 'Check the tools and files that deployments need.' },
  sandbox: { arguments: 'start|reset', summary: 'Serve the local sandbox, or empty it.', options: ['port', 'state', 'tls', 'latency', 'faults', 'seed', 'noise'], words: [1, 1], firstWords: ['start', 'reset'] },
  rollback: { arguments: 'states|infra|app [NAME…]', summary: 'List good states; take the infrastructure or applications back to one.', options: ['to', 'slot', 'dry-run', 'remove-added', 'lift-locks', 'secrets', 'plan', 'format'], words: [1, 99], firstWords: ['states', 'infra', 'app'] },
  restore: { arguments: 'blobs|secrets|configs|test [NAME…]', summary: 'See what data is lost, and bring it back; prove a backup by restoring it beside the environment.', options: ['dry-run', 'container', 'prefix', 'as-of', 'backup-account', 'overwrite', 'vault', 'version', 'from', 'to'], words: [1, 9999], firstWords: ['blobs', 'secrets', 'configs', 'test'] },
  incident: { arguments: 'declare|show|list|told|on-call|severity|decide|lost|note|verify|done|close|withdraw|report [WORD…]', summary: 'Declare an incident, follow its guide, write its report.', options: ['severity', 'format', 'to', 'output'], words: [1, 99], firstWords: ['declare', 'show', 'list', 'told', 'on-call', 'severity', 'decide', 'lost', 'note', 'verify', 'done', 'close', 'withdraw', 'report'] },
  backup: { summary: 'Back up secrets, audit and configurations; say whether that is due, list backups, or prove one.', options: ['due', 'history', 'prove', 'from'] },
  apps: { arguments: 'list|check|package|deploy|slot|swap|settings [NAME…]', summary: 'Test, package, publish and configure the applications.', options: ['slot', 'to', 'dry-run', 'apply', 'from', 'force', 'history', 'undo', 'tests', 'lint', 'tool', 'with-roles'], words: [1, 99], firstWords: ['list', 'check', 'package', 'deploy', 'slot', 'swap', 'settings'] },
  secrets: { arguments: 'list|set [NAME…]|move [APP…]', summary: 'Fill the Key Vault, and move secrets out of plain settings.', options: ['from-deployment', 'slot', 'dry-run'], words: [1, 99], firstWords: ['list', 'set', 'move'] },
  agents: { arguments: 'validate|diff|merge|upload|status|test|prune|versions|restore|convert|new [ID…]', summary: 'Check, compare, publish and try agents.', options: [...configurationOptions, 'way', 'patience'], words: [1, 9999], firstWords: [...configurationWords, 'test'] },
  servers: { arguments: 'validate|diff|merge|upload|status|prune|versions|restore|convert|new [ID…]', summary: 'Check, compare and publish MCP server configurations.', options: configurationOptions, words: [1, 9999], firstWords: configurationWords },
  checklist: { arguments: '[list|run|attest|confirm|withdraw|act|undo [ITEM…]] | report | sign ROLE | verify FILE', summary: 'Work through the task list: show it, measure it, attest it, run its actions, report on it.', options: checklistOptions, words: [0, 999], firstWords: ['list', 'run', 'attest', 'confirm', 'withdraw', 'act', 'undo', 'report', 'sign', 'verify'] },
  workflow: { arguments: 'github', summary: 'Write a GitHub Actions workflow: the plan on pull requests, deployments after the merge.', options: ['dry-run'], words: [1, 1], firstWords: ['github'] },
} as const satisfies Record<string, CommandSpec>;

export type CommandName = keyof typeof commandTable;
export const commandSpec = (name: CommandName): CommandSpec => commandTable[name];
