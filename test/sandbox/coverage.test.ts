import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { functionNames } from '../../src/armTemplate/functions/registry';
import { coverage } from '../../src/sandbox/coverage';

const file = 'docs/sandbox-coverage.md';

/** The page, written from the server's own tables. */
function render(): string {
  const { operations, types } = coverage();
  const lines = [
    '# What the sandbox implements', '',
    'Written from the server’s own tables; `UPDATE_COVERAGE=1 npm run test:sandbox` writes it again after a change. Paths match without case, with trailing slashes and empty segments;',
    'any API version is accepted, and one is required below the first table. Whatever is not listed answers **501 `NotImplementedInSandbox`**. Resources of a type that is not listed are kept as they are put, with the addresses and keys that templates often read of them.', '',
    '## Operations', '', '| Method | Path | What |', '|---|---|---|',
    ...operations.map(({ method, path, summary }) => `| ${method} | \`${path}\` | ${summary} |`), '',
    '## Resource types', '', 'These have rules, defaults, read-only properties and actions of their own.', '', '| Type | Actions (POST) |', '|---|---|',
    ...types.map(({ type, actions }) => `| ${type} | ${actions.join(', ')} |`), '',
    '## Template functions', '', `${functionNames.map((name) => `\`${name}\``).join(', ')}. Lambdas, user-defined functions and types, and list functions with any action of the types above work too.`, '',
    '## Not implemented', '',
    '- Deployment stacks. Any name of a preview feature is taken: which exist is not known here.',
    '- Template links are fetched over http and https; template specs are found in the sandbox. Signatures of links are not checked.',
    '- Tokens are issued to anybody and their signatures are not checked: the sandbox guards nothing but its control endpoint, which answers no web pages.',
    '- Monitoring: what counts, logs and answers is told in [the sandbox’s page](sandbox.md#monitoring). Live Metrics, data export to storage and event hubs, and KQL beyond the subset are not there; a query beyond it answers 400 with its place.',
    '- `templateHash` is stable, but not the number that Azure computes: the algorithm is not published.', '',
  ];
  return lines.join('\n');
}

describe('coverage page of the sandbox', () => {
  it('lists every operation, type and function that the server has', () => {
    const expected = render();
    if (process.env.UPDATE_COVERAGE) writeFileSync(file, expected);
    assert.equal(readFileSync(file, 'utf8'), expected, `${file} is out of date: run the sandbox tests with UPDATE_COVERAGE=1.`);
  });
});
