import type { Environment } from '../environments/environment';
import { asString } from '../json';
import type { Diagnostic } from '../values';
import { listMissingSecrets, type CompiledEnvironment } from './compileEnvironment';

/** The compiler's findings with those it does not make: a failure without a reason, a template that no resource group takes, and secure parameters without a value. Worst first, otherwise in their order. */
export function validateEnvironment(environment: Pick<Environment, 'parametersFile' | 'templateFile'>, compiled: CompiledEnvironment): Diagnostic[] {
  const file = environment.parametersFile;
  const own: Diagnostic[] = [];
  if (!compiled.success && !compiled.diagnostics.some(({ severity }) => severity === 'error')) {
    own.push({ file, severity: 'error', code: 'aos/not-compiled', message: 'The parameters file could not be compiled, and the compiler gave no reason.', nextStep: 'Run "bicep build-params" on it in a terminal.' });
  }
  own.push(...otherScope(environment, compiled));
  if (compiled.success) own.push(...listMissingSecrets(compiled).map((name): Diagnostic => ({ file, severity: 'info', code: 'aos/secret-without-value', message: `The secure parameter ${name} has no value.`, nextStep: `Give ${name} a value, for example with readEnvironmentVariable or az.getSecret.` })));
  const rank = ({ severity }: Diagnostic): number => ['error', 'warning', 'info'].indexOf(severity);
  return [...compiled.diagnostics, ...own].sort((a, b) => rank(a) - rank(b));
}

/** Runs are resource group deployments. What the group's modules do at other scopes is their own matter. */
function otherScope({ templateFile }: Pick<Environment, 'templateFile'>, { template }: CompiledEnvironment): Diagnostic[] {
  const scope = /\/(subscription|managementGroup|tenant)DeploymentTemplate\.json/i.exec(asString(template['$schema']) ?? '')?.[1];
  if (scope === undefined) return [];
  return [{ file: templateFile, severity: 'error', code: 'aos/target-scope', message: `The template is for a ${words[scope.toLowerCase()] ?? scope}; an environment is deployed to a resource group.`, nextStep: `Take "targetScope" out of it, and call what needs the ${words[scope.toLowerCase()] ?? scope} as a module with its own "scope".` }];
}

const words: Readonly<Record<string, string>> = { subscription: 'subscription', managementgroup: 'management group', tenant: 'tenant' };
