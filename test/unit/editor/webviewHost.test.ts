import assert from 'node:assert/strict';
import fc from 'fast-check';
import { InputError } from '../../../src/core/errors';
import { subjectOf } from '../../../src/editor/commands/subject';
import { sessionScopes, signInCloud, tokenExpiry } from '../../../src/editor/account/clouds';
import { problemsAfter } from './problems';
import { answer, type Answering } from '../../../src/editor/webviews/shared/answering';
import { pageHtml } from '../../../src/editor/webviews/shared/pageHtml';
import { hasStrings, isNothing } from '../../../src/protocol/guards';

interface TestContract {
  readonly requests: { readonly 'x/load': { readonly params: undefined; readonly result: number }; readonly 'x/open': { readonly params: { readonly id: string }; readonly result: undefined } };
  readonly pushes: { readonly 'x/changed': number };
}

function answering(): Answering<TestContract> & { readonly reported: string[] } {
  const reported: string[] = [];
  return {
    reported, report: (what) => reported.push(what), guards: { 'x/load': isNothing, 'x/open': hasStrings('id') },
    handlers: { 'x/load': () => 7, 'x/open': ({ id }) => { throw new InputError('X.Gone', `${id} is gone.`, { nextStep: 'Refresh.' }); } },
  };
}
const ask = (method: string, params?: unknown) => answer({ kind: 'request', id: 1, method, params }, answering());

describe('a page’s requests', () => {
  it('get the handler’s result', async () => {
    assert.deepEqual(await ask('x/load'), { kind: 'reply', id: 1, result: 7 });
  });

  it('get an error with code and next step when the handler throws', async () => {
    assert.deepEqual(await ask('x/open', { id: 'a' }), { kind: 'reply', id: 1, error: { code: 'X.Gone', message: 'a is gone.', nextStep: 'Refresh.' } });
  });

  it('of unknown methods or other parameters are refused and logged', async () => {
    for (const [method, params, code] of [['x/none', undefined, 'Page.UnknownMethod'], ['constructor', undefined, 'Page.UnknownMethod'], ['x/open', { id: 1 }, 'Page.BadParams']] as const) {
      const host = answering();
      assert.equal((await answer({ kind: 'request', id: 1, method, params }, host))?.error?.code, code);
      assert.equal(host.reported.length, 1);
    }
  });

  it('that are no requests get no answer', async () => {
    await fc.assert(fc.asyncProperty(fc.anything(), async (message) => (await answer(message, answering())) === undefined));
  });
});

describe('a page’s document', () => {
  const html = (title: string) => pageHtml({ setup: { page: 'plan', locale: 'en', key: { page: 'plan', environment: '</script><!--' } }, title, nonce: 'n0nce', cspSource: 'https://x', scriptUri: 'https://x/plan.js', styleUris: [{ uri: 'https://x/plan.css' }] });

  it('allows nothing but our script and styles', () => {
    assert.ok(html('Plan').includes(`default-src 'none'; script-src 'nonce-n0nce'; style-src https://x; font-src https://x; img-src https://x`));
    assert.ok(!/style="|<style|unsafe-/.test(html('Plan')));
  });

  it('keeps names from ending its script or its title', () => {
    assert.equal(html('</title><script>').match(/<script/g)?.length, 2);
    assert.equal(html('Plan').match(/<\/script>/g)?.length, 2);
  });

  it('gives its setup to the page unchanged', () => {
    const [, json = ''] = /id="aos-setup"[^>]*>(.*?)<\/script>/s.exec(html('Plan')) ?? [];
    assert.deepEqual((JSON.parse(json) as { key: unknown }).key, { page: 'plan', environment: '</script><!--' });
  });
});

describe('what a command is called on', () => {
  it('is read from tree items, pages, editors and key bindings', () => {
    assert.deepEqual([{ subject: { kind: 'run', environment: 'dev', runId: 'r' } }, { environment: 'dev', approvedPlanHash: 'h' }, 'dev', { fsPath: '/a.bicepparam', scheme: 'file' }, undefined, 7, { environment: 7 }].map(subjectOf),
      [{ environment: 'dev', runId: 'r' }, { environment: 'dev', approvedPlanHash: 'h' }, { environment: 'dev' }, { file: '/a.bicepparam' }, {}, {}, {}]);
  });
});

describe('sign-in', () => {
  it('has its own provider and scope for each cloud, and none for the sandbox', () => {
    assert.deepEqual(['azure', 'usgov', 'china', 'sandbox', 'http://127.0.0.1:1'].map((cloud) => signInCloud(cloud)?.provider), ['microsoft', 'microsoft-sovereign-cloud', 'microsoft-sovereign-cloud', undefined, undefined]);
  });

  it('asks for the tenant the way VS Code reads it', () => {
    assert.deepEqual(sessionScopes(['s'], 't'), ['s', 'offline_access', 'VSCODE_TENANT:t']);
  });

  it('reads a token’s end, and guesses one for any other text', () => {
    const token = `x.${Buffer.from(JSON.stringify({ exp: 1000 })).toString('base64url')}.y`;
    assert.equal(tokenExpiry(token, 5), 1_000_000);
    fc.assert(fc.property(fc.string(), (text) => Number.isFinite(tokenExpiry(text, 5))));
  });
});

describe('problems of a run', () => {
  const error = { file: '/a.bicepparam', severity: 'error' as const, code: 'BCP035', message: 'Missing.', range: { start: { line: 3, character: 0 }, end: { line: 3, character: 5 } } };

  it('are its errors, said once, and gone with the next run', () => {
    assert.deepEqual(problemsAfter([error, { ...error, severity: 'warning' }], { code: 'Bicep.Failed', message: 'Missing.', file: error.file, range: error.range }), [['BCP035'], ['BCP035'], []]);
  });

  it('hold the error at the end when nothing was said before', () => {
    assert.deepEqual(problemsAfter([], { code: 'Arm.X', message: 'm', file: '/b.bicep' }), [[], ['Arm.X'], []]);
  });
});
