import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { loadCatalogue, type Catalogue } from '../../../../src/core/checklist';
import { joinTaskList, type JoinedList } from '../../../../src/core/checklist/taskList/joinTaskList';
import { parseTaskList } from '../../../../src/core/checklist/taskList/parseTaskList';
import { tickTaskList } from '../../../../src/core/checklist/taskList/tickTaskList';

const sample = readFileSync(path.resolve('samples/aos/DEPLOYMENT_TASKS.md'), 'utf8');

describe('the task list of a workspace', () => {
  let catalogue: Catalogue;
  before(async () => { catalogue = await loadCatalogue(); });
  const join = (text: string): JoinedList => joinTaskList(parseTaskList(text), catalogue);
  const joints = (text: string): readonly string[] => join(text).items.map(({ joint, id }) => `${joint} ${id}`);

  it('is known item by item where nobody changed it', () => {
    const { items, removed } = join(sample);
    assert.deepEqual([items.length, items.filter(({ joint }) => joint !== 'known').length, removed.length], [418, 0, 0]);
    assert.deepEqual(items.map(({ id }) => id), catalogue.items.map(({ id }) => id));
  });

  it('knows items again whose line ends, bullets, ticks and order of sections were changed', () => {
    const other = sample.replace(/\n/g, '\r\n').replace(/- \[ \]/g, '* [X]');
    assert.deepEqual(join(other).items.map(({ id, listed }) => [id, listed.isTicked]), catalogue.items.map(({ id }) => [id, true]));
    const [before, after] = [sample.slice(sample.indexOf('## Applications\n'), sample.indexOf('## Verification\n')), sample.slice(sample.indexOf('## Verification\n'), sample.indexOf('## Production Readiness\n'))];
    assert.equal(join(sample.replace(before + after, after + before)).items.every(({ joint }) => joint === 'known'), true);
  });

  it('tells what was added, removed, reworded and doubled', () => {
    const changed = sample
      .replace('- [ ] Python 3.10 or newer', '- [ ] Python must be 3.10 or a newer release')
      .replace('- [ ] Git present with author identity\n', '- [ ] Git present with author identity\n- [ ] Coffee machine descaled\n')
      .replace('- [ ] Quotas suffice in the target region\n', '')
      .replace('- [ ] Signed in to Azure', '- [ ] Signed in to Azure\n- [ ] Signed in to Azure');
    const { items, removed } = join(changed);
    assert.deepEqual(removed, ['pre.subscription.quotas']);
    assert.deepEqual(items.filter(({ joint }) => joint !== 'known').map(({ joint, listed }) => [joint, listed.text]), [['reworded', 'Python must be 3.10 or a newer release'], ['added', 'Coffee machine descaled'], ['duplicate', 'Signed in to Azure']]);
    assert.equal(items.find(({ joint }) => joint === 'reworded')?.id, 'pre.tools.python');
  });

  it('follows a marker whatever the words say, and leaves markers of nothing alone', () => {
    assert.deepEqual(joints('- [ ] Hello <!-- aos: infra.rg.lock -->\n- [x] Signed in to Azure <!-- aos: no.such.item -->'), ['known infra.rg.lock', 'known pre.auth.login']);
  });

  it('sees no items in code blocks and comments', () => {
    assert.deepEqual(parseTaskList('```\n- [ ] one\n```\n~~~md\n- [ ] two\n```\n~~~\n<!--\n- [ ] three\n-->\n- [ ] four').items.map(({ text }) => text), ['four']);
  });

  it('sees items after what only looks like a comment', () => {
    const texts = (text: string): readonly string[] => parseTaskList(text).items.map((one) => one.text);
    assert.deepEqual(texts('Comments begin with `<!--`.\n\n- [ ] a\n- [ ] b `<!--` c\n- [ ] d'), ['a', 'b `<!--` c', 'd']);
    assert.deepEqual(texts('- [ ] a <!-- cut\n- [ ] hidden\n\n- [ ] b'), ['a <!-- cut', 'b']);
    assert.deepEqual(texts('<!--\n- [ ] hidden\n\n- [ ] hidden too\n-->\n- [ ] a'), ['a']);
    assert.deepEqual(texts('```\n<!--\n```\n- [ ] a\n| - [ ] cell | b |\n| --- | --- |\n> - [x] quoted\n1. [X] numbered'), ['a', 'quoted', 'numbered']);
  });

  it('keeps headings, also bold ones, and indents', () => {
    const [one, two] = parseTaskList('# A\n### B\n**C:** (maybe)\n- [ ] one\n\t1) [x] two\n').items;
    assert.deepEqual([one?.headings, one?.indent, two?.indent, two?.isTicked], [['A', 'B', 'C'], 0, 4, true]);
  });

  it('takes 10,000 strange items', () => {
    const { items } = join(Array.from({ length: 10_000 }, (_, index) => `- [ ] Item ${index} of the deployment in the region with alerts`).join('\n'));
    assert.equal(items.length, 10_000);
    assert.equal(new Set(items.map(({ id }) => id)).size, 10_000);
  });

  it('stands any text, and every ID it gives is given once but for duplicates', () => {
    const line = fc.oneof(fc.string({ maxLength: 40 }), fc.constantFrom('- [ ] Signed in to Azure', '```', '<!--', '-->', '# x', '**Tools:**', '- [x]', '\t- [ ] a\r', '- [ ] Rollback verified', '> - [X] Deployment succeeded'));
    fc.assert(fc.property(fc.array(line, { maxLength: 60 }), (lines) => {
      const text = lines.join('\n');
      const { items } = join(text);
      const ids = items.filter(({ joint }) => joint !== 'duplicate').map(({ id }) => id);
      assert.equal(new Set(ids).size, ids.length);
      for (const { listed } of items) assert.match(text.split('\n')[listed.line]!.slice(listed.boxCharacter - 1, listed.boxCharacter + 2), /^\[[ xX]\]$/);
    }));
  });
});

describe('ticks written back', () => {
  let catalogue: Catalogue;
  before(async () => { catalogue = await loadCatalogue(); });
  const tick = (text: string, states: Readonly<Record<string, 'pass' | 'warn' | 'fail' | 'n/a'>>): string => tickTaskList(text, joinTaskList(parseTaskList(text), catalogue), (id) => states[id]);

  it('touch boxes and nothing else', () => {
    const text = '# A  \r\n- [ ] Signed in to Azure  \r\n- [x] Python 3.10 or newer\r\n```\n- [ ] no\n```\n- [x] Azure CLI present and up to date';
    assert.equal(tick(text, { 'pre.auth.login': 'warn', 'pre.tools.python': 'fail', 'pre.tools.azure-cli': 'n/a' }), '# A  \r\n- [x] Signed in to Azure  \r\n- [ ] Python 3.10 or newer\r\n```\n- [ ] no\n```\n- [x] Azure CLI present and up to date');
  });

  it('of anything leave the same text but for boxes', () => {
    fc.assert(fc.property(fc.array(fc.oneof(fc.string(), fc.constantFrom('- [ ] Signed in to Azure', '- [x] Python 3.10 or newer', '\r')), { maxLength: 30 }), (lines) => {
      const text = lines.join('\n');
      const without = (one: string): string => one.replace(/\[[xX ]\]/g, '[]');
      assert.equal(without(tick(text, { 'pre.auth.login': 'pass', 'pre.tools.python': 'fail' })), without(text));
    }));
  });
});
