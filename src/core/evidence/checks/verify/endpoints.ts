import { asObject, asString } from '../../../json';
import type { Check } from '../../api';
import { appEndpoint, applications, fileText, signedEndpoint, type App } from '../../queries';
import { fail, pass } from '../../verdict';
import { compareFunctions, functionNames, functionsOf } from '../functions';
import { check, listed, parseJson, sameText } from '../shared';
import { appNames, apps, healthOf, isDisabled } from './shared';

export const healthOfApp = (app: App): ReturnType<typeof appEndpoint> => appEndpoint(app, '/api/health');
const status = signedEndpoint('main', '/api/status');
const project = fileText('pyproject.toml');
/** Where neither the profile (`appVersion`) nor the package of the workspace says one. */
const expectedVersion = '2.0.0';

export const endpointChecks: readonly Check[] = [
  ...apps.map((app) => check(`verify.endpoints.health-${app}`, [healthOfApp(app)], (facts) => {
    const { isHealthy, told } = healthOf(facts.need(healthOfApp(app)));
    return isHealthy ? pass(`${capital(appNames[app])} is healthy.`) : fail(`${capital(appNames[app])} answers ${told}.`);
  })),
  check('verify.endpoints.status', [status, project], (facts, { environment, stage, profile }) => {
    const answer = facts.need(status);
    if (answer.status !== 200) return fail(`/api/status answers ${answer.status}.`);
    const body = asObject(parseJson(answer.body));
    const [version, said] = [asString(body['version']), asString(body['environment'])];
    const own = /^version\s*=\s*["']([^"']+)["']/m.exec(facts.find(project) ?? '')?.[1];
    const wanted = typeof profile['appVersion'] === 'string' ? profile['appVersion'] : own ?? expectedVersion;
    const wrong = [version === wanted ? '' : `the version is ${version ?? 'not told'} instead of ${wanted}`, sameText(said, stage) || sameText(said, environment.name) ? '' : `the environment is ${said ?? 'not told'} instead of ${stage ?? environment.name}`].filter((one) => one !== '');
    return wrong.length === 0 ? pass(`Version ${version}, environment ${said}.`, { version: version ?? null, environment: said ?? null }) : fail(`/api/status answers, but ${wrong.join(', and ')}.`);
  }),
  check('verify.functions.listed', [applications(), ...apps.map(functionsOf)], (facts) => {
    const wrong = apps.flatMap((app) => {
      const { declared, missing, extra } = compareFunctions(facts, app);
      const disabled = functionNames(facts.need(functionsOf(app)).filter(isDisabled));
      return [
        ...(declared.length === 0 ? [`${app}: the sources declare no function`] : []),
        ...told(app, 'missing', missing), ...told(app, 'not declared', extra), ...told(app, 'disabled', disabled),
      ];
    });
    return wrong.length === 0 ? pass('Every declared function is there and enabled, and no other.') : fail(`${wrong.join('; ')}.`);
  }, { binds: ['commit'] }),
];

const told = (app: App, what: string, names: readonly string[]): readonly string[] => (names.length === 0 ? [] : [`${app}: ${what} ${listed(names)}`]);
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
