import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { loadCatalogue, type Catalogue, type ItemState } from '../../../../src/core/checklist';
import { joinTaskList } from '../../../../src/core/checklist/taskList/joinTaskList';
import { parseTaskList } from '../../../../src/core/checklist/taskList/parseTaskList';
import { tickTaskList, tickTaskListBytes } from '../../../../src/core/checklist/taskList/tickTaskList';
import { ChecklistBench } from '../../../support/checklistBench';

const sample = readFileSync(path.resolve('samples/aos/DEPLOYMENT_TASKS.md'), 'utf8').split('\n');

/** What people and tools do to a list. */
type Edit = (lines: string[]) => void;
const at = fc.nat(sample.length);
const garbage = fc.oneof(fc.string({ maxLength: 60 }), fc.constantFrom('```', '~~~', '<!--', '-->', '# x', '**Tools:**', '- [ ]', '- [x] ', '| a | b |', '\u0000', '\u202e- [ ] x', '- [ ] Signed in to Azure', '<<<<<<< HEAD', '=======', '>>>>>>> theirs', '- [ ] ' + 'x'.repeat(3000)));
const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.tuple(at, fc.nat(40)).map(([from, count]): Edit => (lines) => { lines.splice(from, count); }),
  fc.tuple(at, fc.nat(40), at).map(([from, count, to]): Edit => (lines) => { lines.splice(to, 0, ...lines.slice(from, from + count)); }),
  fc.tuple(at, garbage).map(([to, text]): Edit => (lines) => { lines.splice(to, 0, text); }),
  fc.tuple(at, fc.nat(80), fc.string({ maxLength: 6 })).map(([line, column, text]): Edit => (lines) => { const known = lines[line]; if (known !== undefined) lines[line] = known.slice(0, column) + text + known.slice(column + 2); }),
  fc.constantFrom<Edit>((lines) => lines.reverse(), (lines) => lines.forEach((line, index) => { lines[index] = line.replace('- [ ]', '* [X]'); }), (lines) => lines.forEach((line, index) => { lines[index] = `${line}\r`; }), (lines) => lines.forEach((line, index) => { lines[index] = `\t> ${line}`; })),
);
const mangled = fc.array(edit, { minLength: 1, maxLength: 12 }).map((edits) => { const lines = [...sample]; for (const one of edits) one(lines); return lines.join('\n'); });
const states: readonly ItemState[] = ['pass', 'warn', 'fail', 'unknown', 'n/a', 'stale'];

describe('a task list that was edited wildly', () => {
  let catalogue: Catalogue;
  before(async () => { catalogue = await loadCatalogue(); });

  it('loses nothing: each box is an item, and each item of the catalogue is on the list or named as missing', () => {
    fc.assert(fc.property(mangled, (text) => {
      const list = parseTaskList(text);
      const { items, removed } = joinTaskList(list, catalogue);
      assert.deepEqual(items.map(({ listed }) => listed), list.items);
      const there = items.filter(({ joint }) => joint === 'known' || joint === 'reworded').map(({ id }) => id);
      assert.equal(new Set(there).size, there.length);
      assert.deepEqual([...there, ...removed].sort(), catalogue.items.map(({ id }) => id).sort());
      const own = items.filter(({ joint }) => joint === 'added').map(({ id }) => id);
      assert.ok(new Set(own).size === own.length && own.every((id) => catalogue.find(id) === undefined));
    }), { numRuns: 60 });
  });

  it('is ticked and changed in nothing else, and the same again when it is ticked twice', () => {
    fc.assert(fc.property(mangled, fc.infiniteStream(fc.constantFrom(...states)), (text, stream) => {
      const chosen = new Map(catalogue.items.map(({ id }) => [id, stream.next().value as ItemState]));
      const tick = (one: string): string => tickTaskList(one, joinTaskList(parseTaskList(one), catalogue), (id) => chosen.get(id));
      const ticked = tick(text);
      assert.equal(ticked.length, text.length);
      for (let index = 0; index < text.length; index++) if (ticked[index] !== text[index]) assert.ok(' xX'.includes(text[index]!) && ' x'.includes(ticked[index]!) && text[index - 1] === '[' && text[index + 1] === ']');
      assert.equal(tick(ticked), ticked);
    }), { numRuns: 40 });
  });

  it('keeps each byte of its file but those in boxes: marks in front, line ends, what is no UTF-8', () => {
    const joinOf = (bytes: Uint8Array) => joinTaskList(parseTaskList(Buffer.from(bytes).toString('utf8')), catalogue);
    fc.assert(fc.property(mangled, fc.array(fc.tuple(fc.nat(40_000), fc.integer({ min: 0x80, max: 0xff })), { maxLength: 8 }), fc.boolean(), fc.infiniteStream(fc.constantFrom(...states)), (text, wild, hasMark, stream) => {
      const bytes = Uint8Array.from([...(hasMark ? [0xef, 0xbb, 0xbf] : []), ...Buffer.from(text)]);
      for (const [at, value] of wild) if (at < bytes.length && bytes[at] !== 0x0a) bytes[at] = value;
      const chosen = new Map(catalogue.items.map(({ id }) => [id, stream.next().value as ItemState]));
      const stateOf = (id: string): ItemState | undefined => chosen.get(id);
      const joined = joinOf(bytes);
      const ticked = tickTaskListBytes(bytes, joined, stateOf);
      assert.equal(ticked.length, bytes.length);
      for (const [at, byte] of ticked.entries()) if (byte !== bytes[at]) assert.ok(' xX'.includes(String.fromCharCode(bytes[at]!)) && ' x'.includes(String.fromCharCode(byte)) && bytes[at - 1] === 0x5b && bytes[at + 1] === 0x5d);
      const lost = joinOf(ticked).items.filter(({ id, listed: { isTicked } }) => chosen.get(id) !== undefined && chosen.get(id) !== 'n/a' && isTicked !== (chosen.get(id) === 'pass' || chosen.get(id) === 'warn'));
      assert.deepEqual(lost, [], 'each box is as its state');
    }), { numRuns: 40 });
  });

  it('that stands there twice is one list with duplicates, and both copies are ticked', () => {
    const text = [...sample, ...sample].join('\n');
    const joined = joinTaskList(parseTaskList(text), catalogue);
    assert.deepEqual([joined.items.length, joined.items.filter(({ joint }) => joint === 'duplicate').length, joined.removed.length], [836, 418, 0]);
    assert.equal(parseTaskList(tickTaskList(text, joined, () => 'pass')).items.filter(({ isTicked }) => isTicked).length, 836);
  });

  it('is shown whole: every item of the catalogue, and every box that is its own', async () => {
    await fc.assert(fc.asyncProperty(mangled, async (text) => {
      const bench = new ChecklistBench();
      bench.texts['DEPLOYMENT_TASKS.md'] = text;
      const { items, list } = await bench.service.view('dev');
      const shown = new Set(items.map(({ item }) => item.id));
      assert.equal(shown.size, items.length);
      assert.ok(catalogue.items.every(({ id }) => shown.has(id)) && list!.joined.items.every(({ id }) => shown.has(id)));
    }), { numRuns: 10 });
  });
});
