import assert from 'node:assert/strict';
import { completionsAt, definitionsAt, hintsOf, hoverAt, LanguageWorkspace, mentionsInBicep, referencesAt, renameAt, type Finding } from '../../../../src/core/language';
import type { TemplateState } from '../../../../src/core/language/parameters/context';
import { readTemplateFacts } from '../../../../src/core/language/template';
import type { JsonObject } from '../../../../src/core/values';

const text = (extra: JsonObject = {}): JsonObject => ({ type: 'string', ...extra });
const template: JsonObject = {
  parameters: {
    location: text({ allowedValues: ['eastus', 'westus', 'westus3', 'brazilsouth'] }), locationML: text({ defaultValue: "[parameters('location')]" }), environment: text({ defaultValue: 'dev' }), namePrefix: text({ minLength: 2, maxLength: 8, defaultValue: 'aos', metadata: { description: 'First part of every name.' } }),
    functionAppSku: text({ allowedValues: ['Y1', 'EP1', 'EP2'], defaultValue: 'Y1' }), serviceBusSku: text({ allowedValues: ['Basic', 'Standard', 'Premium'], defaultValue: 'Standard' }), storageSku: text({ defaultValue: 'Standard_LRS' }),
    enableB2C: { type: 'bool', defaultValue: false }, b2cTenantName: text({ defaultValue: '' }), b2cClientSecret: { type: 'securestring', defaultValue: '' }, enableAppInsights: { type: 'bool', defaultValue: true }, enableAzureML: { type: 'bool', defaultValue: false }, tags: { type: 'object', defaultValue: {} },
  },
  variables: { regions: { machineLearning: ['eastus'], functionsPremium: ['eastus', 'westus', 'westus3'], serviceBusPremium: ['eastus'] } },
};
const state = (source: JsonObject): TemplateState => ({ kind: 'known', facts: readTemplateFacts('/w/deployment/main.bicep', source) });
const file = (name: string): string => `/w/deployment/parameters/${name}.bicepparam`;

function workspaceWith(files: Readonly<Record<string, string>>, templateState: TemplateState = state(template), missing: readonly string[] = []): LanguageWorkspace {
  const workspace = new LanguageWorkspace({ root: '/w', template: () => templateState, exists: (path) => !missing.includes(path) });
  for (const [name, lines] of Object.entries(files)) workspace.setText(file(name), `using '../main.bicep'\n${lines}\n`);
  return workspace;
}
const brief = (findings: readonly Finding[]): string[] => findings.map(({ rule, severity }) => `${severity} ${rule}`);
/** Findings of one file called `name` with these lines. */
const findings = (lines: string, name = 'dev', templateState?: TemplateState): readonly Finding[] => workspaceWith({ [name]: lines }, templateState).check(file(name));
const east = "param location = 'eastus'";

describe('Rules of parameters files', () => {
  const cases: readonly (readonly [what: string, name: string, lines: string, expected: readonly string[]])[] = [
    ['accept a plain development', 'dev', east, []],
    ['mention what is dearer than development needs', 'dev', `${east}\nparam functionAppSku = 'EP1'`, ['info environment-expectations']],
    ['hold the template’s defaults against production', 'prod', `${east}\nparam environment = 'prod'`, ['warning environment-expectations', 'warning environment-expectations', 'warning environment-expectations']],
    ['understand variables and conditions', 'staging', `var wanted = 'Standard_GRS'\n${east}\nparam functionAppSku = 1 == 1 ? 'EP1' : 'Y1'\nparam storageSku = wanted`, []],
    ['say nothing of a value that only the run knows', 'staging', `${east}\nparam functionAppSku = readEnvironmentVariable('SKU', 'EP1')\nparam storageSku = 'Standard_GRS'`, []],
    ['name the fallback of the region', 'dev', "param location = 'brazilsouth'\nparam functionAppSku = 'EP1'", ['info region-tier', 'info environment-expectations', 'warning region-capability']],
    ['see that machine learning is left out', 'dev', "param location = 'westus3'\nparam enableAzureML = true", ['info region-tier', 'warning ml-region']],
    ['leave placeholders of B2C alone while it is off', 'dev', `${east}\nparam b2cTenantName = 'YOUR_B2C_TENANT_NAME'`, []],
    ['find a secret in an interpolation', 'dev', `${east}\nparam b2cClientSecret = 'hunter22-\${location}'`, ['warning secure-plain-text']],
    ['accept secrets that are read', 'dev', `${east}\nparam b2cClientSecret = az.getSecret('s', 'g', 'v', 'n')`, []],
    ['are silenced for a reason', 'dev', "// aos-disable-next-line region-tier: reserved\nparam location = 'westus3'", []],
    ['are not silenced without one', 'dev', "// aos-disable-next-line region-tier\nparam location = 'westus3'", ['info suppression-without-reason', 'info region-tier']],
    ['know a rule that does not exist', 'dev', `// aos-disable-file region-teir: typo\n${east}`, ['info suppression-without-reason']],
    ['compare the environment with the file’s name', 'prod', `${east}\nparam environment = 'dev'`, ['warning environment-file-name']],
  ];
  for (const [what, name, lines, expected] of cases) it(what, () => assert.deepEqual(brief(findings(lines, name)), expected));

  it('say nothing about templates of other systems beyond names and types', () => {
    const other = state({ parameters: { location: text(), storageSku: text({ defaultValue: 'Standard_LRS' }), tags: { type: 'object', defaultValue: {} } } });
    assert.deepEqual(findings("param location = 'brazilsouth'\nparam tags = {}", 'prod', other), []);
  });

  it('rest where the template has errors, with one line that says so', () => {
    const broken: TemplateState = { kind: 'known', facts: { ...readTemplateFacts('/w/deployment/main.bicep', template), hasErrors: true } };
    assert.deepEqual(brief(findings('param nothing = 1', 'dev', broken)), ['error template-with-errors']);
    assert.deepEqual(brief(findings('param nothing = 1', 'dev', { kind: 'paused', reason: 'There is no Bicep CLI.' })), ['info template-with-errors']);
  });

  it('take what an extended file gives, and hold it against the template', () => {
    const workspace = workspaceWith({ dev: `extends 'base.bicepparam'` });
    workspace.setText(file('base'), "using none\nparam location = 'moon'\n");
    assert.deepEqual(brief(workspace.check(file('dev'))), ['error disallowed-value']);
    workspace.setText(file('base'), `using none\n${east}\n`);
    assert.deepEqual(brief(workspace.check(file('dev'))), []);
  });

  it('tell when other files are concerned by a change', () => {
    const workspace = workspaceWith({ dev: east, prod: east });
    assert.equal(workspace.setText(file('dev'), `using '../main.bicep'\n${east} // why\n`), false);
    assert.equal(workspace.setText(file('dev'), `using '../main.bicep'\n${east}\nparam namePrefix = 'x'\n`), true);
  });

  it('offer fixes that cure what they belong to', () => {
    for (const lines of ["param locaton = 'eastus'", "param location = 'estus'", `${east}\nparam enableB2C = 'true'`, `${east}\nparam b2cClientSecret = 'plain text'`, 'param namePrefix = \'ab\'', `${east}\n${east}`]) {
      const workspace = workspaceWith({ dev: lines });
      const [first] = workspace.check(file('dev')).filter(({ fixes }) => (fixes?.length ?? 0) > 0);
      const before = workspace.parameters(file('dev'))!.text;
      const [change] = first!.fixes![0]!.edits;
      workspace.setText(file('dev'), before.slice(0, change!.start) + change!.newText + before.slice(change!.end));
      assert.equal(workspace.check(file('dev')).some(({ rule, start }) => rule === first!.rule && start === first!.start), false, `${lines}: ${first!.fixes![0]!.title}`);
    }
  });
});

describe('Help in parameters files', () => {
  const workspace = workspaceWith({ dev: `${east}\nparam namePrefix = 'aos'\nvar double = namePrefix\nparam functionAppSku = 'EP1'\nparam `, prod: "param location = 'westus'\nparam namePrefix = 'aosp'" });
  const dev = workspace.parameters(file('dev'))!;
  const at = (word: string, inside = 1): number => dev.text.indexOf(word) + inside;

  it('offers parameters that have no value yet', () => {
    const labels = completionsAt(workspace.context(file('dev'))!, dev.text.lastIndexOf('param ') + 6).map(({ label }) => label);
    assert.ok(labels.includes('storageSku') && !labels.includes('location'), labels.join(', '));
  });
  it('offers allowed values in place of the one that stands there', () => {
    const [first] = completionsAt(workspace.context(file('dev'))!, at("'EP1'", 2)).filter(({ label }) => label === "'Y1'");
    assert.equal(first && dev.text.slice(first.span.start, first.span.end), "'EP1'");
  });
  it('describes a parameter with its limits and the other environments', () => {
    const { markdown } = hoverAt(workspace, file('dev'), at('namePrefix'))!;
    assert.match(markdown, /First part of every name/);
    assert.match(markdown, /at least 2, at most 8/);
    assert.match(markdown, /\| prod \| `'aosp'` \|/);
  });
  it('finds what a name refers to, and every mention of it', () => {
    assert.deepEqual(definitionsAt(workspace, file('dev'), at('double = namePrefix', 10)).map(({ file: one }) => one), [file('dev')]);
    assert.deepEqual(referencesAt(workspace, file('dev'), at('namePrefix')).map(({ file: one }) => one), [file('dev'), file('dev'), file('prod')]);
    assert.equal(renameAt(workspace, file('dev'), at('namePrefix'), 'stem')?.edits.length, 3);
  });
  it('renames in the template what is the parameter and nothing else', () => {
    const bicep = "param location string\nresource x 'a@b' = {\n  location: location\n  tags: { location: 'x', where: empty(location) ? a.location : location }\n}\noutput location string = location\n// location\n";
    assert.deepEqual(mentionsInBicep(bicep, 'location')?.map(({ start }) => bicep.slice(start - 3, start).trim()), ['am', 'n:', 'ty(', ':', '=']);
    assert.equal(mentionsInBicep('param i int\nvar x = [for i in range(0, 2): i]', 'i'), undefined);
  });
  it('shows what the template makes of a value that the region lacks', () => {
    const elsewhere = workspaceWith({ dev: "param location = 'brazilsouth'\nparam functionAppSku = 'EP1'\nparam serviceBusSku = 'Premium'" });
    assert.deepEqual(hintsOf(elsewhere.context(file('dev'))!).map(({ text: shown }) => shown), ['→ Y1', '→ Standard']);
  });
});
