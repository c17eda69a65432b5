import assert from 'node:assert/strict';
import fc from 'fast-check';
import { commandSpec, commandTable, type CommandName } from '../../../src/cli/commandTable';
import { commonOptions, optionSpecs } from '../../../src/cli/options';
import { parseArguments } from '../../../src/cli/parseArguments';
import { renderUsage } from '../../../src/cli/usage';
import { InputError } from '../../../src/core/errors';

describe('the command line', () => {
  it('reads a command with its flags, values and words, in any order', () => {
    const { command, words, flags, values } = parseArguments(['--environment=dev', 'history', '--json', 'diff', 'a', '--workspace', 'samples/aos', 'b']);
    assert.deepEqual([command, words, [...flags], values], ['history', ['diff', 'a', 'b'], ['json'], { environment: 'dev', workspace: 'samples/aos' }]);
  });

  const wrong: readonly (readonly [string, string, string | undefined])[] = [
    ['depoly', 'There is no command "depoly".', 'Did you mean deploy?'],
    ['plan --enviroment dev', 'There is no option --enviroment for "plan".', 'Did you mean --environment?'],
    ['plan --resume x', 'There is no option --resume for "plan".', undefined],
    ['plan --format yaml', '--format cannot be "yaml".', undefined],
    ['plan --format', '--format needs a value: text|json|markdown|sarif|junit|html|az|bicep|deploy.py.', undefined],
    ['plan --environment --json', '--environment needs a value: NAME.', undefined],
    ['deploy --yes=1', '--yes takes no value, but was given "1".', undefined],
    ['deploy --timeout soon', '--timeout needs a whole number, not "soon".', undefined],
    ['deploy prod', '"deploy" does not take "prod".', undefined],
    ['cancel', '"cancel" needs ID.', undefined],
    ['sandbox strat', '"sandbox" does not know "strat".', 'Did you mean start?'],
    ['plan -x', 'There is no option -x for "plan".', undefined],
  ];
  for (const [line, message, nextStep] of wrong) {
    it(`refuses "${line}"`, () => {
      assert.throws(() => parseArguments(line.split(' ')), (error: unknown) => error instanceof InputError && error.code === 'Cli.Usage' && error.message === message && (nextStep === undefined || error.nextStep === nextStep));
    });
  }

  it('answers any words with an invocation or a usage error', () => {
    const word = fc.oneof(fc.string(), fc.constantFrom(...Object.keys(commandTable), ...Object.keys(optionSpecs).map((name) => `--${name}`), '--', '-h', '--json=', '__proto__', 'constructor', '--constructor', '--__proto__=1'));
    fc.assert(fc.property(fc.array(word, { maxLength: 8 }), (argv) => {
      try {
        parseArguments(argv);
      } catch (error) {
        assert.ok(error instanceof InputError, String(error));
      }
    }), { numRuns: 2000 });
  });

  it('has a usage text of every command that names each of its options', () => {
    for (const name of Object.keys(commandTable) as CommandName[]) {
      const text = renderUsage(name);
      for (const option of [...commonOptions, ...(commandSpec(name).options ?? [])]) assert.match(text, new RegExp(`--${option}\\b`));
      assert.match(renderUsage(), new RegExp(`^  ${name} `, 'm'));
    }
  });
});
