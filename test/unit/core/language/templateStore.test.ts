import assert from 'node:assert/strict';
import { InputError } from '../../../../src/core/errors';
import { TemplateStore, type TemplateAnswer } from '../../../../src/core/language';

const answer = (name: string, references: readonly string[] = ['/w/main.bicep', '/w/module.bicep']): TemplateAnswer => ({ template: { parameters: { [name]: { type: 'string' } } }, references });

/** A compiler whose answers the test gives one after the other. */
function scripted(...answers: readonly (TemplateAnswer | Error)[]) {
  const asked: ReadonlyMap<string, string>[] = [];
  return {
    asked,
    compile: async (_file: string, unsaved: ReadonlyMap<string, string>): Promise<TemplateAnswer> => {
      asked.push(unsaved);
      const next = answers[Math.min(asked.length, answers.length) - 1]!;
      if (next instanceof Error) throw next;
      return next;
    },
    readText: async (): Promise<string> => '{"parameters":{"fromJson":{"type":"int"}}}',
  };
}
const namesOf = (store: TemplateStore, file = '/w/main.bicep'): readonly string[] => { const state = store.state(file); return state.kind === 'known' ? [...state.facts.parameters.keys()] : [state.kind]; };

describe('What is known of templates', () => {
  it('is compiled when it is first asked for, and again when a module changes', async () => {
    const compiler = scripted(answer('first'), answer('second'));
    const store = new TemplateStore(compiler, () => new Map(), () => undefined);
    assert.deepEqual(namesOf(store), ['unknown']);
    await store.refresh('/w/main.bicep');
    const before = compiler.asked.length;
    store.fileChanged('/w/elsewhere.bicep');
    store.fileChanged('/w/module.bicep');
    await store.refresh('/w/main.bicep');
    assert.ok(compiler.asked.length > before);
    assert.deepEqual(namesOf(store), ['second']);
  });

  it('compiles once more, not once each, for wishes that come while it works', async () => {
    const compiler = scripted(answer('a'));
    const store = new TemplateStore(compiler, () => new Map(), () => undefined);
    await Promise.all(Array.from({ length: 20 }, () => store.refresh('/w/main.bicep')));
    assert.ok(compiler.asked.length <= 2, String(compiler.asked.length));
  });

  it('keeps what it knew while the sources have errors', async () => {
    const store = new TemplateStore(scripted(answer('kept'), { references: ['/w/main.bicep'], firstError: 'no' }), () => new Map(), () => undefined);
    await store.refresh('/w/main.bicep');
    await store.refresh('/w/main.bicep');
    const state = store.state('/w/main.bicep');
    assert.ok(state.kind === 'known' && state.facts.hasErrors);
  });

  it('pauses without a compiler and says why', async () => {
    const store = new TemplateStore(scripted(new InputError('Bicep.NotFound', 'There is none.', { nextStep: 'Install it.' }), answer('later')), () => new Map(), () => undefined);
    await store.refresh('/w/main.bicep');
    assert.deepEqual(store.state('/w/main.bicep'), { kind: 'paused', reason: 'There is none. Install it.' });
    await store.refresh('/w/main.bicep');
    assert.deepEqual(namesOf(store), ['later']);
  });

  it('reads compiled templates without the compiler', async () => {
    const compiler = scripted(answer('never'));
    const store = new TemplateStore(compiler, () => new Map(), () => undefined);
    await store.refresh('/w/main.json');
    assert.deepEqual([namesOf(store, '/w/main.json'), compiler.asked.length], [['fromJson'], 0]);
  });
});
