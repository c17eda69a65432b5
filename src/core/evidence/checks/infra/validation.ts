import { readParametersHead } from '../../../environments';
import { dirName, resolvePath } from '../../../paths';
import type { Check, Facts } from '../../api';
import { compiled } from '../../queries';
import { fail, pass } from '../../verdict';
import { check, listed, personalCheck } from '../shared';
import { parametersText } from '../pre/parameters';

/** What our own rules say is no lint. */
const lintOf = (facts: Facts, severity: 'error' | 'warning') => facts.need(compiled()).diagnostics.filter((one) => one.severity === severity && !one.code.startsWith('aos/'));

export const validationChecks: readonly Check[] = [
  check('infra.validate.lint-errors', [compiled()], (facts) => {
    const errors = lintOf(facts, 'error');
    if (errors.length > 0) return fail(`${errors.length} ${errors.length === 1 ? 'error' : 'errors'}: ${listed(errors.map(({ code, message }) => `${code} ${message}`), 2)}.`);
    return facts.need(compiled()).success ? pass('The compiler finds no error.') : fail('The template does not compile.');
  }, { binds: ['template', 'parameters'] }),
  personalCheck('infra.validate.lint-warnings', [compiled()], (facts) => {
    const warnings = lintOf(facts, 'warning');
    return warnings.length === 0 ? pass('The compiler warns of nothing.') : fail(`${warnings.length} ${warnings.length === 1 ? 'warning waits' : 'warnings wait'} to be accepted: ${listed(warnings.map(({ code }) => code))}.`);
  }, { binds: ['template', 'parameters'] }),
  check('infra.validate.params-syntax', (scope) => [compiled(), parametersText(scope)], (facts, scope) => {
    const { environment } = scope;
    const head = facts.need(parametersText(scope)).split(/\r?\n/).slice(0, 5).join('\n');
    const { using } = readParametersHead(head);
    if (using === undefined) return fail('Its first five lines name no template with using.');
    if (resolvePath(dirName(environment.parametersFile), using) !== environment.templateFile) return fail(`It uses ${using}, which is not the template of the environment.`);
    const { success, diagnostics } = facts.need(compiled());
    const errors = diagnostics.filter(({ severity, file, code }) => severity === 'error' && (file === environment.parametersFile || code.startsWith('aos/')));
    if (errors.length > 0) return fail(`${errors.length} ${errors.length === 1 ? 'error' : 'errors'}: ${listed(errors.map(({ code, message }) => `${code} ${message}`), 2)}.`);
    return success ? pass('It compiles, and names and values are those of the template.') : fail('The parameters file does not compile.');
  }, { binds: ['parameters', 'template'] }),
];
