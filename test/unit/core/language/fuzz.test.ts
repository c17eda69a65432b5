import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { LanguageWorkspace, type Finding } from '../../../../src/core/language';
import type { TemplateState } from '../../../../src/core/language/parameters/context';
import { readTemplateFacts } from '../../../../src/core/language/template';
import type { JsonObject } from '../../../../src/core/values';

const sample = path.join(__dirname, '../../../../samples/aos');
const read = (file: string): string => readFileSync(path.join(sample, file), 'utf8');
const files = ['deployment/parameters/dev.bicepparam', 'deployment/parameters/staging.bicepparam', 'deployment/parameters/prod.bicepparam', 'agents/ceo.json', 'agents/cto.json', 'mcp-servers/github.json', 'agent_registry.json', 'mcp_server_registry.json'];
/** What the sample's template declares, as far as the rules need it. */
const template = {
  parameters: {
    location: { type: 'string', allowedValues: ['eastus', 'westus', 'westus3'] }, locationML: { type: 'string', defaultValue: "[parameters('location')]" }, environment: { type: 'string', allowedValues: ['dev', 'staging', 'prod'], defaultValue: 'dev' },
    namePrefix: { type: 'string', minLength: 2, maxLength: 8, defaultValue: 'aos' }, functionAppSku: { type: 'string', allowedValues: ['Y1', 'EP1', 'EP2'], defaultValue: 'Y1' }, serviceBusSku: { type: 'string', allowedValues: ['Basic', 'Standard', 'Premium'], defaultValue: 'Standard' },
    storageSku: { type: 'string', defaultValue: 'Standard_LRS' }, enableB2C: { type: 'bool', defaultValue: false }, b2cTenantName: { type: 'string', defaultValue: '' }, b2cClientSecret: { type: 'securestring', defaultValue: '' },
    enableAppInsights: { type: 'bool', defaultValue: true }, enableAzureML: { type: 'bool', defaultValue: true }, tags: { type: 'object', properties: {}, additionalProperties: { type: 'string' }, defaultValue: {} },
  },
} satisfies JsonObject;
const state: TemplateState = { kind: 'known', facts: readTemplateFacts('/aos/deployment/main-modular.bicep', template) };
const emptyWorkspace = (): LanguageWorkspace => new LanguageWorkspace({ root: '/aos', template: () => state, exists: () => true });

interface Edit { readonly file: string; readonly at: number; readonly remove: number; readonly insert: string }
const pieces = ["'", '"', '{', '}', '[', ']', '(', ')', '\n', '\r\n', '${', "'''", '//', '/*', '*/', ',', ':', '=', 'param ', 'var x = ', 'using ', '@', '...', '??', '? :', 'null', 'true', '9', '\u{1F600}', '\ud800', '\ufeff', '\0', 'extends \'dev.bicepparam\'', '// aos-disable-file region-tier: x', '"agent_id": "ceo"', '${X}', '@Microsoft.KeyVault(', '{"a":{"a":', 'param environment = \'prod\'\n', 'param location = x\n', 'var x = location\n', '[for a in b: a]', 'x => x', '.', '-'];
const edit: fc.Arbitrary<Edit> = fc.record({ file: fc.constantFrom(...files), at: fc.nat(4000), remove: fc.oneof(fc.constant(0), fc.nat(12), fc.nat(200)), insert: fc.oneof(fc.constant(''), fc.constantFrom(...pieces), fc.string({ maxLength: 6 }), fc.string({ unit: 'binary', maxLength: 3 })) });

const apply = (text: string, { at, remove, insert }: Edit): string => { const from = Math.min(at, text.length); return text.slice(0, from) + insert + text.slice(from + remove); };

function checkInside(file: string, text: string, findings: readonly Finding[]): void {
  const { length } = text.startsWith('\ufeff') ? text.slice(1) : text;
  for (const { rule, start, end, fixes } of findings) {
    assert.ok(start >= 0 && start <= end && end <= length, `${file}: ${rule} ${start}-${end} of ${length}`);
    for (const one of fixes ?? []) for (const change of one.edits) assert.ok(change.start >= 0 && change.start <= change.end && change.end <= length, `${file}: fix ${one.title}`);
  }
}

describe('The rules under any text', function () {
  this.timeout(300_000);

  it('say after each of 20,000 edits what they say of the same texts read afresh, and always inside the text', () => {
    const texts = new Map(files.map((file) => [file, read(file)]));
    const workspace = emptyWorkspace();
    for (const [file, text] of texts) workspace.setText(`/aos/${file}`, text);
    const edits = fc.sample(edit, { seed: 20260213, numRuns: 20_000 });
    for (const [index, one] of edits.entries()) {
      const before = index % 40 === 0 ? read(one.file) : texts.get(one.file)!;
      const text = apply(before.length > 6000 ? read(one.file) : before, one);
      texts.set(one.file, text);
      workspace.setText(`/aos/${one.file}`, text);
      const found = workspace.check(`/aos/${one.file}`);
      checkInside(one.file, text, found);
      if (index % 20 !== 0) continue;
      const fresh = emptyWorkspace();
      for (const [file, content] of texts) fresh.setText(`/aos/${file}`, content);
      for (const file of files) {
        const again = workspace.check(`/aos/${file}`);
        assert.deepEqual(again, fresh.check(`/aos/${file}`), `${file} after edit ${index}`);
        checkInside(file, texts.get(file)!, again);
      }
    }
  });

  it('bear five megabytes, nesting without end, and nothing at all', () => {
    const workspace = emptyWorkspace();
    const huge: readonly (readonly [string, string])[] = [
      ['deployment/parameters/dev.bicepparam', `using '../main-modular.bicep'\nparam tags = {\n${"  key: 'value'\n".repeat(350_000)}}\n`], ['deployment/parameters/dev.bicepparam', `param location = ${'['.repeat(200_000)}`], ['deployment/parameters/dev.bicepparam', `param location = ${'('.repeat(100_000)}'x'`],
      ['deployment/parameters/dev.bicepparam', ''], ['agents/ceo.json', ''], ['agents/ceo.json', '['.repeat(500_000)], ['agents/ceo.json', '{"a":'.repeat(100_000)], ['agent_registry.json', `{"agents":[${'{"agent_id":"x"},'.repeat(60_000)}{}]}`],
    ];
    for (const [file, text] of huge) {
      workspace.setText(`/aos/${file}`, text);
      checkInside(file, text, workspace.check(`/aos/${file}`));
    }
  });
});
