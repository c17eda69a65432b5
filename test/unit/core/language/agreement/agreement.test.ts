import assert from 'node:assert/strict';
import fc from 'fast-check';
import { LanguageWorkspace } from '../../../../../src/core/language';
import { readTemplateFacts, type TemplateFacts } from '../../../../../src/core/language/template';
import { checkParameters } from '../../../../../src/core/language/parameters/check';
import type { TemplateState } from '../../../../../src/core/language/parameters/context';
import { ParametersDocument } from '../../../../../src/core/language/parameters/document';
import type { JsonObject } from '../../../../../src/core/values';
import { compileTemplate, officialErrors, type OfficialError } from './compiler';
import { parametersFile } from './generator';
import { importing, shared } from './importing';
import { template } from './template';
import { typed } from './typed';

const fileCount = 2_400;
/** Not about names or types: the template's own errors, and variables of this computer's environment. */
const otherErrors = new Set(['BCP104', 'BCP427']);

function stateOf(document: ParametersDocument, facts: TemplateFacts): TemplateState {
  const [using] = document.using;
  if (!using || using.isNone || !using.path) return { kind: 'unknown' };
  return using.path === 'main.bicep' ? { kind: 'known', facts } : { kind: 'missing', path: using.path };
}

/** `line:character` of every error of ours that the compiler is to confirm. */
function ownErrors(text: string, facts: TemplateFacts): string[] {
  const document = new ParametersDocument('/space/p.bicepparam', text);
  const missingPaths = document.paths.filter(({ kind, path }) => kind !== 'using' && path.startsWith('nofile'));
  const findings = checkParameters({ document, template: stateOf(document, facts), bases: [], basesIncomplete: false, missingPaths, siblings: [] });
  return [...new Set(findings.filter(({ official, severity }) => official && severity === 'error').map(({ start }) => { const { line, character } = document.lines.positionAt(start); return `${line}:${character}`; }))].sort();
}

const placesOf = (errors: readonly OfficialError[]): string[] => [...new Set(errors.filter(({ code }) => !otherErrors.has(code)).map(({ line, character }) => `${line}:${character}`))].sort();

describe('Agreement with the Bicep compiler', function () {
  this.timeout(300_000);

  it(`reports the same errors at the same places in ${fileCount} generated parameters files`, async () => {
    const facts = readTemplateFacts('/space/main.bicep', JSON.parse(await compileTemplate(template)) as JsonObject);
    const files = fc.sample(parametersFile, { seed: 20260213, numRuns: fileCount });
    const official = await officialErrors(template, files);
    assert.ok(official.filter((errors) => errors.length > 0).length > fileCount / 4, 'some files are broken');
    assert.ok(official.filter((errors) => errors.length === 0).length > fileCount / 20, 'some files are valid');
    for (const [index, text] of files.entries()) {
      assert.deepEqual(ownErrors(text.replace(/^\ufeff/, ''), facts), placesOf(official[index] ?? []), `\n${text}\n${(official[index] ?? []).map(({ code, message }) => `${code} ${message}`).join('\n')}`);
    }
  });

  it('accepts and refuses the same syntax', async () => {
    const facts = readTemplateFacts('/space/main.bicep', JSON.parse(await compileTemplate(template)) as JsonObject);
    const broken = ['param flag = true\n && false', 'param count = 1 +\n 2', 'param', 'param owner', 'param owner =', "param owner = 'x", 'param owner = {', 'param owner = [', 'param owner = (1', 'param owner = 1 2', 'nonsense', "output x string = 'x'", "@secure()\nparam secret = 'x'", 'param owner = "x"', "param owner = 'a\\qb'", 'param list = [1 2]', 'param bag = { a 1 }', 'param list = [1,,2]', "param owner = '${'"];
    const sound = ["param owner = 'x' // c", "param list = [\n  // nothing\n  1 // one\n\n  2\n]", 'param bag = {\n\n}', 'param list = [1, 2\n3]', "param owner = true\n  ? 'a'\n  : 'b'", 'param flag = 1 == 1 && (2 > 1 || false)', "param owner = '''\n  text ' '' \\ ${x}\n'''", "var f = map([1], (x, i) => x + i)", "param owner = any(1)!", 'param bag = { a: 1, b: 2 }', "param bag = {\n  'a-b': 1\n  c: [\n  ]\n}", '/* a\n b */ param flag = true', "#disable-next-line no-unused-vars\nvar x = 1", "param owner = az.getSecret('00000000-0000-0000-0000-000000000000', 'rg', 'vault-name', 's', 'v')", "param owner = {\n  a: 'x'\n}.a", "param list = [1\n2, 3]", "param owner = concat('a',\n 'b')", "param owner = format(\n'a'\n)", 'param list = [ 1 ]', "type t = {\n  @minLength(1)\n  a: string?\n  *: int\n}", "@description('why')\nvar v = 1"];
    const files = [...broken, ...sound].map((text) => `using 'main.bicep'\nparam stage = 'dev'\n${text}\n`);
    const official = await officialErrors(template, files);
    const syntaxCodes = /^BCP0(0[1-9]|1\d|20|79|80|22)|^BCP(103|130|236|238|337|354)$/;
    for (const [index, text] of files.entries()) {
      const findings = checkParameters({ document: new ParametersDocument('/space/p.bicepparam', text), template: { kind: 'known', facts }, bases: [], basesIncomplete: false, missingPaths: [], siblings: [] });
      assert.equal(findings.some(({ rule }) => rule === 'syntax'), (official[index] ?? []).some(({ code }) => syntaxCodes.test(code)), `${text}\n${JSON.stringify(official[index])}`);
    }
  });

  it('takes what extended files give as the compiler does', async () => {
    const facts = readTemplateFacts('/space/main.bicep', JSON.parse(await compileTemplate(template)) as JsonObject);
    const bases = { 'wrong.bicepparam': "using none\nparam owner = 'me'\nparam stage = 'zzz'\n", 'second.bicepparam': "using none\nextends 'first.bicepparam'\nparam owner = 'me'\n", 'first.bicepparam': "using none\nparam stage = 'dev'\n" };
    const cases = ["extends 'wrong.bicepparam'", "extends 'wrong.bicepparam'\nparam stage = 'dev'", "extends 'second.bicepparam'", "extends 'first.bicepparam'", "extends 'second.bicepparam'\nparam prefix = base.owner", "extends 'second.bicepparam'\nparam prefix = base.nope", "extends 'second.bicepparam'\nparam prefix = '${base.owner}x'", "extends 'second.bicepparam'\nparam owner = base.owner", "extends 'second.bicepparam'\nparam owner = owner", "extends 'second.bicepparam'\nparam unknown1 = base.stage", "extends 'nofile.bicepparam'", "extends 'second.bicepparam'\nextends 'first.bicepparam'"];
    const files = cases.map((text) => `using 'main.bicep'\n${text}\n`);
    const official = await officialErrors(template, files, bases);
    for (const [index, text] of files.entries()) {
      const workspace = new LanguageWorkspace({ root: '/space', template: () => ({ kind: 'known', facts }), exists: (file) => !file.includes('nofile') });
      for (const [name, content] of Object.entries(bases)) workspace.setText(`/space/${name}`, content);
      workspace.setText('/space/p.bicepparam', text);
      const lines = workspace.parameters('/space/p.bicepparam')!.lines;
      const places = [...new Set(workspace.check('/space/p.bicepparam').filter((one) => one.official && one.severity === 'error').map(({ start }) => { const { line, character } = lines.positionAt(start); return `${line}:${character}`; }))].sort();
      assert.deepEqual(places, placesOf(official[index] ?? []), `${text}\n${JSON.stringify(official[index])}`);
    }
  });

  it('takes what imported files give as the compiler does', async () => {
    const facts = readTemplateFacts('/space/main.bicep', JSON.parse(await compileTemplate(template)) as JsonObject);
    const sharedFacts = readTemplateFacts('/space/shared.bicep', JSON.parse(await compileTemplate(shared)) as JsonObject);
    const files = importing.map((text) => `using 'main.bicep'\nparam owner = 'me'\n${text}\n`);
    const official = await officialErrors(template, files, { 'shared.bicep': shared });
    assert.ok(official.filter((errors) => errors.length > 0).length > importing.length / 3);
    for (const [index, text] of files.entries()) {
      const workspace = new LanguageWorkspace({ root: '/space', template: (file) => ({ kind: 'known', facts: file.endsWith('shared.bicep') ? sharedFacts : facts }), exists: (file) => !file.includes('nofile') });
      workspace.setText('/space/p.bicepparam', text);
      const { lines } = workspace.parameters('/space/p.bicepparam')!;
      const places = [...new Set(workspace.check('/space/p.bicepparam').filter((one) => one.official && one.severity === 'error').map(({ start }) => { const { line, character } = lines.positionAt(start); return `${line}:${character}`; }))].sort();
      assert.deepEqual(places, placesOf(official[index] ?? []), `${text}\n${JSON.stringify(official[index])}`);
    }
  });

  it('understands written types as the compiler does', async () => {
    const facts = readTemplateFacts('/space/main.bicep', JSON.parse(await compileTemplate(template)) as JsonObject);
    const files = typed.map((text) => `using 'main.bicep'\nparam stage = 'dev'\n${text.includes('param owner') ? '' : "param owner = 'me'\n"}${text}\n`);
    const official = await officialErrors(template, files);
    for (const [index, text] of files.entries()) assert.deepEqual(ownErrors(text, facts), placesOf(official[index] ?? []), `${text}\n${JSON.stringify(official[index])}`);
  });
});
