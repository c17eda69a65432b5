import type { Check, EvidenceScope, Facts, Stage, Verdict } from '../../api';
import { applications, appSettings, resource, settingReferences, type App } from '../../queries';
import { fail, pass, warn } from '../../verdict';
import { check, listed, sameText, stageOf } from '../shared';
import { referenceIn } from './secrets';

const apps: readonly App[] = ['main', 'mcp', 'realm'];
const allSettings = apps.map((one) => appSettings(one));
const stageWords: Readonly<Record<Stage, readonly string[]>> = { dev: ['dev', 'development', 'test', 'testing'], staging: ['staging', 'stage', 'preprod', 'pre-production'], prod: ['prod', 'production', 'live'] };
const environmentNames = ['AOS_ENVIRONMENT', 'APP_ENVIRONMENT'];

/** Connection strings that an app reads under any of several names. */
const connections: readonly { readonly names: readonly string[]; readonly secret: string }[] = [
  { names: ['AZURE_SERVICEBUS_CONNECTION_STRING', 'AZURE_SERVICE_BUS_CONNECTION_STRING', 'AzureServiceBusConnectionString'], secret: 'ServiceBusConnectionString' },
  { names: ['AZURE_STORAGE_CONNECTION_STRING'], secret: 'StorageConnectionString' },
];

export const settingChecks: readonly Check[] = [
  ...apps.map((app) => check(`app.settings.${app}`, [appSettings(app), settingReferences(app), resource('kv'), applications()], (facts, scope) => decideApp(facts, scope, app))),
  check('app.settings.environment', [...allSettings, resource('kv')], decideEnvironment),
];

function decideApp(facts: Facts, scope: EvidenceScope, app: App): Verdict {
  const settings = facts.need(appSettings(app));
  const vault = facts.need(resource('kv')).name;
  const problems = [...connectionProblems(settings, vault, app), ...levelProblems(settings, scope)];
  if (problems.length > 0) return fail(`${problems.join('; ')}.`);
  const open = Object.entries(facts.need(settingReferences(app))).filter(([, status]) => status !== 'Resolved').map(([name, status]) => `${name} (${status})`);
  if (open.length > 0) return fail(`References that are not resolved: ${listed(open)}.`);
  const reads = facts.need(applications()).find(({ name }) => name === app)?.settings ?? [];
  const unset = reads.filter(({ name }) => settings[name] === undefined);
  const needed = unset.filter(({ isNeeded }) => isNeeded).map(({ name }) => name);
  const observed = { unset: unset.map(({ name }) => name) };
  return needed.length > 0 ? warn(`The code reads ${listed(needed)}, which ${needed.length === 1 ? 'is' : 'are'} not set.`, observed) : pass('Secrets are references that resolve, and environment and log level are right.', observed);
}

function connectionProblems(settings: Readonly<Record<string, string>>, vault: string, app: App): readonly string[] {
  return connections.flatMap(({ names, secret }) => {
    const set = names.filter((name) => settings[name] !== undefined);
    const wanted = app === 'main' && !set.includes(names[0]!) ? [names[0]!] : set.length === 0 ? [names.join(' or ')] : [];
    const plain = set.filter((name) => { const reference = referenceIn(settings[name]); return !reference || !sameText(reference.secret, secret) || (reference.vault !== undefined && !sameText(reference.vault, vault)); });
    return [...wanted.map((name) => `${name} is not set`), ...plain.map((name) => `${name} is no reference to ${secret} in ${vault}`)];
  });
}

function levelProblems(settings: Readonly<Record<string, string>>, scope: EvidenceScope): readonly string[] {
  const stage = stageOf(scope);
  const [environment, level] = [settings['AOS_ENVIRONMENT'], settings['AOS_LOG_LEVEL']];
  return [
    ...(isOf(environment, stage, scope) ? [] : [`AOS_ENVIRONMENT is ${environment ?? 'not set'}`]),
    ...(level === 'INFO' || (stage === 'dev' && level === 'DEBUG') ? [] : [`AOS_LOG_LEVEL is ${level ?? 'not set'}`]),
  ];
}

const isOf = (value: string | undefined, stage: Stage, { environment }: EvidenceScope): boolean => sameText(value, stage) || sameText(value, environment.name);

function decideEnvironment(facts: Facts, scope: EvidenceScope): Verdict {
  const stage = stageOf(scope);
  const vault = facts.need(resource('kv')).name;
  const problems = apps.flatMap((app, index) => {
    const settings = facts.need(allSettings[index]!);
    const wrong = environmentNames.filter((name) => !stageWords[stage].includes(settings[name]?.toLowerCase() ?? '') && !sameText(settings[name], scope.environment.name)).map((name) => `${name} is ${settings[name] ?? 'not set'}`);
    const level = levelProblems(settings, scope).filter((one) => one.startsWith('AOS_LOG_LEVEL'));
    const foreign = Object.entries(settings).filter(([, value]) => { const named = referenceIn(value)?.vault; return named !== undefined && !sameText(named, vault); }).map(([name]) => `${name} belongs to another vault`);
    const others = Object.entries(settings).filter(([name, value]) => /(^|_)ENVIRONMENT$|(^|_)STAGE$/i.test(name) && !environmentNames.includes(name) && isOther(value, stage)).map(([name, value]) => `${name} is ${value}`);
    return [...wrong, ...level, ...foreign, ...others].map((problem) => `${app}: ${problem}`);
  });
  return problems.length === 0 ? pass(`All three apps have the settings of ${stage}.`) : fail(`${problems.join('; ')}.`);
}

const isOther = (value: string, stage: Stage): boolean => (Object.keys(stageWords) as Stage[]).some((one) => one !== stage && stageWords[one].includes(value.toLowerCase()));
