import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Memory } from '../../../../src/core/evidence/collect/memory';
import type { Fact } from '../../../../src/core/evidence';
import { AnswerFiles } from '../../../../src/local/evidence/answerFiles';

const at = '2026-01-01T00:00:00.000Z';
const answered = (value: unknown): Fact<unknown> => ({ state: 'answered', value, at });
const environment = { name: 'dev', parametersFile: '/ws/dev.bicepparam', templateFile: '/ws/main.bicep', resourceGroup: 'rg', isProtected: false };
const seconds = (count: number): Date => new Date(Date.parse(at) + count * 1000);

describe('answers that outlive a process', () => {
  let root: string;
  beforeEach(() => { root = mkdtempSync(path.join(tmpdir(), 'aos-deploy-answers-')); });
  afterEach(() => { rmSync(root, { recursive: true, force: true }); });

  const folder = (): string => path.join(root, '.aos', 'evidence', 'answers');
  const files = (): readonly string[] => readdirSync(folder()).map((name) => path.join(folder(), name));
  const store = (variables: Readonly<Record<string, string>> = { A: '1' }): AnswerFiles => new AnswerFiles(root, variables);
  const memory = (): Memory => new Memory({ answers: store(), isHarmless: (answer, secrets) => !secrets.some((secret) => JSON.stringify(answer).includes(secret)) });

  it('are read by the next process within their age, and not after', async () => {
    const first = memory();
    first.keep(environment, 'resources {}', answered([1]));
    await first.save(environment, seconds(1));
    const second = memory();
    await second.load(environment);
    assert.deepEqual(second.recall(environment, 'resources {}', 60_000, seconds(30)), answered([1]));
    assert.equal(second.recall(environment, 'resources {}', 60_000, seconds(61)), undefined);
    assert.equal(second.recall(environment, 'resources {}', 0, seconds(1)), undefined);
  });

  it('belong to one environment at one place', async () => {
    const first = memory();
    first.keep(environment, 'resources {}', answered([1]));
    await first.save(environment, seconds(1));
    const elsewhere = { ...environment, cloud: 'usgov' };
    const second = memory();
    await second.load(elsewhere);
    assert.equal(second.recall(elsewhere, 'resources {}', 60_000, seconds(2)), undefined);
  });

  it('hold no secret: neither kinds that are secret, nor what holds one that is known', async () => {
    const first = memory();
    first.secretsOf(environment).add('hunter22');
    first.keep(environment, 'appSettings {"app":"main"}', answered({ A: 'x' }));
    first.keep(environment, 'armPost {"path":"{st}/listKeys","secret":true}', answered({ keys: [] }));
    first.keep(environment, 'armGet {"path":"{st}"}', answered({ text: 'is hunter22' }));
    first.keep(environment, 'locks {}', answered([]));
    await first.save(environment, seconds(1));
    const text = files().map((file) => readFileSync(file, 'utf8')).join('');
    assert.ok(text.includes('locks {}') && !/hunter22|appSettings|listKeys/.test(text));
    assert.equal(statSync(files()[0]!).mode & 0o077, 0);
  });

  it('that depend on variables of the process are for processes with the same', async () => {
    const answers = new Map([['compiled {} abc', answered({ success: true })], ['locks {}', answered([])]]);
    await store({ A: '1', _: 'x' }).write('here', answers);
    assert.deepEqual([...(await store({ A: '1', _: 'y' }).read('here')).keys()], ['compiled {} abc', 'locks {}']);
    assert.deepEqual([...(await store({ A: '2' }).read('here')).keys()], ['locks {}']);
  });

  it('are gone after something was changed, and forgotten where the file is damaged', async () => {
    const first = memory();
    first.keep(environment, 'locks {}', answered([]));
    await first.save(environment, seconds(1));
    writeFileSync(files()[0]!, '{"version":1,"answers":');
    const second = memory();
    await second.load(environment);
    assert.equal(second.recall(environment, 'locks {}', 60_000, seconds(2)), undefined);
    await first.save(environment, seconds(1));
    await second.forget();
    assert.deepEqual([...await store().read('dev|||rg')], []);
  });
});
