/** How each flag is written and what it is for; `argument` is absent for switches. */
export interface OptionSpec { readonly argument?: string; readonly help: string; readonly choices?: readonly string[]; readonly isNumber?: boolean; /** May be given several times. */ readonly isRepeatable?: boolean }

const common = {
  workspace: { argument: 'DIR', help: 'Folder of the AOS repository (default: the current folder).' },
  environment: { argument: 'NAME', help: 'Environment: the name of its parameters file.' },
  cloud: { argument: 'azure|usgov|china|sandbox|URL', help: 'Where to: a cloud, the embedded sandbox, or an ARM endpoint (default: aos.yaml, else azure).' },
  subscription: { argument: 'ID', help: 'Subscription, instead of the environment’s own.' },
  'resource-group': { argument: 'NAME', help: 'Resource group, instead of the environment’s own.' },
  json: { help: 'Print exactly one JSON document on standard output.' },
  events: { argument: 'FILE', help: 'Write each event of a run as a line of JSON.' },
  yes: { help: 'Confirm what asks for it: the deployment, the deletion.' },
  'confirm-delete': { help: 'Confirm the deletions of the plan too.' },
  timeout: { argument: 'SECONDS', help: 'Give up after so long; a deployment that began goes on in Azure.', isNumber: true },
  help: { help: 'Show this help.' },
} satisfies Record<string, OptionSpec>;

const special = {
  local: { help: 'Plan without a connection, from the template alone.' },
  format: { argument: 'text|json|markdown|sarif|junit|html|az|bicep', help: 'Form of the result; sarif is for validate, the others for checklist.', choices: ['text', 'json', 'markdown', 'sarif', 'junit', 'html', 'az', 'bicep'] },
  resume: { argument: 'ID', help: 'Take up a run that was interrupted or left running.' },
  'allow-warnings': { help: 'Go on although the compiler warns (the default in dev; never in a protected environment).' },
  'git-sha': { argument: 'SHA', help: 'Commit for the audit (default: HEAD).' },
  plan: { argument: 'HASH', help: 'Deploy only if the plan still has this hash.' },
  override: { argument: 'RULE=REASON', help: 'Go on against a failed check or an objection of the guard; the audit keeps the reason.', isRepeatable: true },
  restore: { argument: 'NAME', help: 'Application setting to put back after the deployment; * stands for any characters.', isRepeatable: true },
  smoke: { help: 'Run the smoke tests too.' },
  port: { argument: 'N', help: 'Port of the sandbox (default: a free one).', isNumber: true },
  state: { argument: 'DIR', help: 'Folder of the sandbox’s state (default: .aos/sandbox of the workspace).' },
  tls: { help: 'Serve https with a generated certificate.' },
  latency: { argument: 'MS', help: 'Milliseconds added to every answer.', isNumber: true },
  faults: { argument: 'FILE', help: 'Fault file: how the sandbox misbehaves.' },
  seed: { argument: 'N', help: 'Seed of everything random.', isNumber: true },
  noise: { argument: 'PROFILE', help: 'What providers add by themselves: none or realistic.' },
  to: { argument: 'ID|SHA', help: 'State to go back to.' },
  apply: { help: 'Write the settings that are wanted and not live; others stay.' },
  from: { argument: 'FILE', help: 'JSON file with settings to write: NAME to a text, or to null to take it out.' },
  history: { help: 'Show the changes of the settings that were made from this workspace.' },
  undo: { argument: 'ID|last', help: 'Put back what was there before a change of the settings.' },
  force: { help: 'Go on although a check says no.' },
  tests: { help: 'Run the tests first (pytest); a failure ends it.' },
  lint: { help: 'Lint first (pylint); 5/10 or less ends it.' },
  'from-deployment': { help: 'Take the values from the deployed resources.' },
  tool: { argument: 'zip|func', help: 'Publish by zip, or with the Functions Core Tools (default: zip).', choices: ['zip', 'func'] },
  'dry-run': { help: 'Say what would be done, and do nothing.' },
  overwrite: { help: 'Where both sides changed, take the one of the workspace.' },
  'remove-added': { help: 'Delete what was deployed after the state gone back to; default: it stays.' },
  'lift-locks': { help: 'Lift locks that are in the way, and set them again afterwards.' },
  secrets: { argument: 'FILE', help: 'JSON file with values of secure parameters: NAME to a text.' },
  slot: { argument: 'NAME', help: 'Deployment slot.' },
  filter: { argument: 'all|open|failed|due|mine', help: 'Items to show (default: all).', choices: ['all', 'open', 'failed', 'due', 'mine'] },
  threshold: { argument: 'PERCENT', help: 'Exit 1 when less of what applies is done.', isNumber: true },
  'fail-on': { argument: 'STATES', help: 'Exit 1 when an item is in one of these: fail,warn,unknown,stale,open.' },
  phases: { argument: 'NAMES', help: 'Phases that --threshold and --fail-on look at, such as pre,infra (default: all).' },
  'max-age': { argument: 'SECONDS', help: 'Take answers from memory that are not older; 0 asks everything anew.', isNumber: true },
  note: { argument: 'TEXT', help: 'What was decided: who, what, where to see it.' },
  fact: { argument: 'NAME=VALUE;…', help: 'What the item asks for besides the note.' },
  decision: { argument: 'pass|fail|n/a', help: 'What was decided (default: pass).', choices: ['pass', 'fail', 'n/a'] },
  file: { argument: 'FILE', help: 'File of the workspace that shows it.' },
  link: { argument: 'URL', help: 'Link that shows it.' },
  by: { argument: 'NAME', help: 'Who decides (default: the name git knows).' },
  ticks: { argument: 'FILE', help: 'Write a copy of the task list with its boxes set to this file.' },
  output: { argument: 'FILE', help: 'Write the result to this file, too.' },
} satisfies Record<string, OptionSpec>;

export type OptionName = keyof typeof common | keyof typeof special;
export type SpecialOption = keyof typeof special;
export const commonOptions = Object.keys(common) as readonly (keyof typeof common)[];
export const optionSpecs: Readonly<Record<OptionName, OptionSpec>> = { ...common, ...special };
