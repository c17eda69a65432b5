import { asObject, asString } from '../../../json';
import type { JsonObject } from '../../../values';
import type { WorkScene } from './work';

interface Known {
  readonly environment: string;
  readonly group: string;
  readonly location: string;
  readonly file: string;
  readonly main: string;
  readonly plan: string;
  readonly bus: string;
  readonly st: string;
  readonly secondary?: string;
  readonly contacts: readonly { readonly name: string; readonly role: string; readonly email?: string; readonly phone?: string }[];
  readonly rto: string;
  readonly rpo: string;
}

/** Minutes as in the targets of each stage. */
const targets = { prod: { rto: '1 h', rpo: '15 min' }, staging: { rto: '4 h', rpo: '1 h' }, dev: { rto: '24 h', rpo: '24 h' } } as const;

/** First versions by name of file; every value in them is one of this environment. */
export async function runbooks(scene: WorkScene): Promise<Readonly<Record<string, string>>> {
  const known = await gather(scene);
  return { deployment: deployment(known), troubleshooting: troubleshooting(known), 'incident-response': incidents(known), scaling: scaling(known), rollback: rollback(known), 'disaster-recovery': recovery(known) };
}

async function gather(scene: WorkScene): Promise<Known> {
  const { environment, facts } = scene.view;
  const { connection, scope } = await scene.connection();
  const resources = (await connection.resources.findResourceGroup(scope, scene.signal)) ? await connection.resources.listResources(scope, scene.signal) : [];
  const of = (type: string) => resources.filter((one) => one.type.toLowerCase() === type);
  const sku = (type: string): string => asString(asObject(of(type)[0]?.sku)['name']) ?? 'not deployed yet';
  const main = of('microsoft.web/sites').find(({ name }) => !/mcp|realm/i.test(name))?.name;
  const parameters = (await scene.ports.compile(environment, scene.signal)).parameters;
  return {
    environment: environment.name, group: scope.resourceGroup, location: asString(asObject((parameters as JsonObject)['location'])['value']) ?? resources[0]?.location ?? 'not known', file: environment.parametersFile.split(/[\\/]/).at(-1)!,
    main: main ?? 'the main app', plan: sku('microsoft.web/serverfarms'), bus: sku('microsoft.servicebus/namespaces'), st: sku('microsoft.storage/storageaccounts'), contacts: facts.profile.contacts ?? [], ...(facts.profile.secondaryRegion !== undefined && { secondary: facts.profile.secondaryRegion }), ...targets[facts.stage ?? 'dev'],
  };
}

const page = (title: string, ...parts: readonly string[]): string => `# ${title}\n\n${parts.join('\n\n')}\n`;
const numbered = (steps: readonly string[]): string => steps.map((step, index) => `${index + 1}. ${step}`).join('\n');
const contactLines = ({ contacts }: Known): string => contacts.map(({ name, role, email, phone }) => `- ${name}, ${role}: ${[email, phone].filter(Boolean).join(', ')}`).join('\n') || 'Nobody is named yet: contacts in the profile of aos.yaml.';

const deployment = ({ environment, group, location, file, main }: Known): string => page(`Deploying ${environment}`,
  `${environment} is the resource group ${group} in ${location}. Its parameters are in ${file}; the main app is ${main}.`,
  `## Steps\n\n${numbered([`\`aos-deploy plan --environment ${environment}\`: read what would change.`, `\`aos-deploy deploy --environment ${environment} --yes --plan HASH\`: only what was read.`, `\`aos-deploy apps deploy --environment ${environment}\`, then \`agents upload\` and \`servers upload\`.`, `\`aos-deploy verify --environment ${environment} --smoke\`.`, `\`aos-deploy checklist run --environment ${environment}\`, and what is open.`])}`,
  '## Windows\n\nThe deployment window is in the profile of aos.yaml. Outside of it nobody deploys without a reason that the audit keeps.');

const troubleshooting = ({ environment, group, main }: Known): string => page(`Troubleshooting ${environment}`, `Where to look when ${group} does not do what it should.`,
  `## Symptoms\n\n- The health endpoint of ${main} answers with an error, or not at all.\n- Messages pile up in aos-requests, or become dead letters.\n- Agents are listed, but do not answer.`,
  `## Checks\n\n${numbered([`\`aos-deploy verify --environment ${environment} --smoke\` says which app is not alive, and why.`, `\`aos-deploy secrets list --environment ${environment}\` shows references that do not resolve.`, `\`aos-deploy agents test ID --environment ${environment}\` asks an agent over HTTP and over the queues.`, 'The failed requests and exceptions of the last hour in Application Insights.'])}`,
  `## Fixes\n\n- A reference that does not resolve: grant the app its role, or set the secret again.\n- A stopped app: start it from the checklist.\n- A package that does not start: \`aos-deploy rollback app --environment ${environment}\`.\n- A configuration that an agent cannot read: restore its earlier version.`);

const incidents = (known: Known): string => page(`Incidents in ${known.environment}`, `Declared with \`aos-deploy incident declare\`, which leads through the rest.`,
  '## Severity\n\n- P0: nothing works. Go back to the last good state.\n- P1: much is degraded. Consider going back.\n- P2: little is affected. Find the cause first.',
  `## Escalation\n\nIn this order; the next one when nobody answers within 15 minutes.\n\n${contactLines(known)}`, '## Afterwards\n\nThe report of the incident is the page of the post-mortem; what would have prevented it becomes a task with an owner.');

const scaling = ({ environment, plan, bus, st, group }: Known): string => page(`Scaling ${environment}`, `What ${group} runs on now: the plan is ${plan}, Service Bus is ${bus}, storage is ${st}.`,
  '## When\n\n- CPU or memory of the plan above 80 % for a day.\n- More than 1000 messages waiting for longer than a few minutes.\n- Answers that take more than 2 s on average.',
  `## Next steps\n\n- Plan: more instances first, then the next larger SKU in the parameters file.\n- Service Bus: more messaging units where it is Premium; from Standard it takes a new namespace.\n- Storage: a second account before the limits of one are reached.\n- Change the parameters, plan, deploy; scale down the same way.`);

const rollback = ({ environment, group }: Known): string => page(`Going back in ${environment}`, `Every green deployment of ${group} is kept and can be deployed again.`,
  `## Steps\n\n${numbered([`\`aos-deploy rollback states --environment ${environment}\`: the good states, and what differs from now.`, `\`aos-deploy rollback infra --environment ${environment} --dry-run\`: what going back would change.`, 'The same with `--yes`; locks in the way are lifted with `--lift-locks` and set again.', `\`aos-deploy rollback app --environment ${environment}\`: the package before, or the slot.`, 'Verify, and tell whoever was told of the failure.'])}`);

const recovery = ({ environment, group, location, secondary, rto, rpo }: Known): string => page(`Disaster recovery of ${environment}`, `${group} runs in ${location}${secondary === undefined ? '' : `, with ${secondary} as the secondary region`}.`,
  `## Failover\n\n${numbered([`Declare the incident, and decide that ${location} is given up.`, `Deploy the same template with ${secondary ?? 'a secondary region'} as location into a group of its own.`, 'Publish the apps, upload agents and MCP servers, set the secrets.', 'Send the traffic there.'])}`,
  `## Restore from backup\n\n${numbered([`Blobs: \`aos-deploy restore blobs --environment ${environment} --dry-run\`, then with \`--yes\`.`, `Secrets: \`aos-deploy restore secrets NAME --environment ${environment} --yes\`, from the vault or from the newest backup.`])}`,
  `## Verify\n\n\`aos-deploy verify --environment ${environment} --smoke\` asks the health endpoints; the integration tests and an agent test follow.`,
  `## RTO and RPO\n\n- RTO: ${rto}, measured from the declaration of the incident until the health endpoints answer.\n- RPO: ${rpo}, measured as the age of the newest blob that came back.`);
