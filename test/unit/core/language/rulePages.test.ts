import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import manifest from '../../../../package.json';
import { codePrefix, ruleIds, rules, validateWorkspace } from '../../../../src/core/language';
import type { Diagnostic } from '../../../../src/core/values';
import { BicepCli, BicepTemplateCompiler } from '../../../../src/local/bicep';
import { WorkspaceFolder } from '../../../../src/local/workspace';

const root = path.join(__dirname, '../../../..');
const pages = path.join(root, 'docs', 'rules');

/** The files of an example: each stands in a block below its name. */
function examplesOf(page: string, heading: 'Wrong' | 'Right'): readonly (readonly [string, string])[] {
  const section = page.split(`## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  return [...section.matchAll(/^`([^`\n]+)`\n\n```\w+\n([\s\S]*?)```$/gm)].map((match) => [match[1]!, match[2]!]);
}

/** The rules over a workspace with these files and the sample's template. */
async function validate(files: readonly (readonly [string, string])[], compiler: BicepTemplateCompiler): Promise<readonly Diagnostic[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'aos-rule-page-'));
  try {
    if (files.some(([, text]) => text.includes('main-modular.bicep'))) {
      for (const part of ['main-modular.bicep', 'modules', 'bicepconfig.json']) cpSync(path.join(root, 'samples/aos/deployment', part), path.join(folder, 'deployment', part), { recursive: true });
    }
    for (const [name, text] of files) {
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      writeFileSync(path.join(folder, name), text);
    }
    return await validateWorkspace({ files: new WorkspaceFolder(folder), compiler });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('The page of the rule', function () {
  this.timeout(120_000);
  const bicep = new BicepCli();
  const compiler = new BicepTemplateCompiler(bicep);
  after(() => bicep.dispose());

  for (const id of ruleIds) {
    it(`${id} shows what it finds and what it does not`, async () => {
      const page = readFileSync(path.join(pages, `${id}.md`), 'utf8');
      assert.ok(page.includes(rules[id].title), 'the page says what the rule finds');
      const [wrong, right] = [examplesOf(page, 'Wrong'), examplesOf(page, 'Right')];
      assert.ok(wrong.length > 0 && right.length > 0);
      const code = `${codePrefix}${id}`;
      assert.ok((await validate(wrong, compiler)).some((one) => one.code === code), `wrong: ${code}`);
      assert.deepEqual((await validate(right, compiler)).filter((one) => one.code === code), []);
    });
  }

  it('exists for every rule, and for nothing else', () => {
    assert.deepEqual(readdirSync(pages).filter((name) => name !== 'README.md').sort(), ruleIds.map((id) => `${id}.md`).sort());
    assert.ok(existsSync(path.join(pages, 'README.md')));
  });

  it('is what the setting offers, with the same severities', () => {
    const offered = Object.entries(manifest.contributes.configuration.properties['aosDeploy.rules'].properties).map(([id, { default: severity }]) => [id, severity]);
    assert.deepEqual(offered, ruleIds.map((id) => [id, rules[id].severity]));
  });
});
