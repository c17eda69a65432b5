import assert from 'node:assert/strict';
import fc from 'fast-check';
import { findVersion, projectVersion, versionIn, type VersionQuery } from '../../../../src/core/applications/applicationVersion';
import { pathOf, readRoutePrefix } from '../../../../src/core/applications/functionPath';
import { LogicError } from '../../../../src/core/errors';
import type { AzureConnection } from '../../../../src/core/ports';

/** An app that answers at some paths, with settings or without the right to read them. */
function appWith(bodies: Readonly<Record<string, string>>, settings?: Readonly<Record<string, string>>): { connection: AzureConnection; asked: string[] } {
  const asked: string[] = [];
  const connection = {
    dataPlanes: { send: async ({ url }: { url: string }) => { asked.push(url); const body = bodies[url]; return { status: body === undefined ? 404 : 200, headers: {}, body: body ?? '' }; } },
    arm: { request: async () => { if (!settings) throw new LogicError('Arm.AuthorizationFailed', 'no'); return { status: 200, headers: {}, body: { properties: settings } }; } },
  } as unknown as AzureConnection;
  return { connection, asked };
}
const site: VersionQuery['site'] = { id: '/x', name: 'app', state: 'Running', url: 'http://app' };
const status = { name: 'get_status', trigger: 'http', route: 'status', file: 'function_app.py' };

describe('the version of an application', () => {
  it('is what its health body said, then its status body, a setting, and the package that is live', async () => {
    const full = appWith({ 'http://app/api/status': '{"version":"2.1.0"}' }, { APP_VERSION: '2.0.9' });
    const ask = (connection: AzureConnection, more: Partial<VersionQuery> = {}) => findVersion(connection, { site, functions: [status], packaged: '1.0', ...more });
    assert.deepEqual([await ask(full.connection, { said: '3.0' }), full.asked], [{ value: '3.0', from: 'health' }, []]);
    assert.deepEqual(await ask(full.connection), { value: '2.1.0', from: 'status' });
    assert.deepEqual(await ask(appWith({}, { APP_VERSION: '2.0.9' }).connection), { value: '2.0.9', from: 'setting' });
    assert.deepEqual(await ask(appWith({}).connection), { value: '1.0', from: 'package' });
    assert.equal(await findVersion(appWith({}).connection, { site, functions: [] }), undefined);
  });

  it('is asked for below the prefix that host.json sets', async () => {
    const { connection, asked } = appWith({});
    await findVersion(connection, { site, functions: [{ ...status, prefix: '' }] });
    assert.deepEqual(asked, ['http://app/status']);
    assert.deepEqual([readRoutePrefix('{"extensions":{"http":{"routePrefix":"/v1/"}}}'), readRoutePrefix('{"extensions":{"http":{"routePrefix":""}}}'), readRoutePrefix('{}'), readRoutePrefix('{')], ['v1', '', 'api', 'api']);
    assert.deepEqual([pathOf({ name: 'f' }), pathOf({ name: 'f', route: 'a/b', prefix: 'v1' })], ['/api/f', '/v1/a/b']);
  });

  it('is no sentence, object or page', () => {
    assert.deepEqual(['{"version":"3.0.0"}', '{"app_version":"1.2.3-rc.1+5"}', '{"version":3}', '{"version":"the newest one"}', '{"version":{}}', '<html>', '[]', '{"version":""}'].map(versionIn), ['3.0.0', '1.2.3-rc.1+5', '3', undefined, undefined, undefined, undefined, undefined]);
  });

  it('of a project is that of its own table', () => {
    assert.equal(projectVersion('[build-system]\nversion = "9"\n[project]\nname = "x"\nversion = "3.1.0" # now\n[tool.x]\nversion = "8"'), '3.1.0');
    assert.equal(projectVersion("[tool.poetry]\nversion = '0.1'"), '0.1');
    assert.equal(projectVersion('[project]\ndynamic = ["version"]\n[tool.x]\nversion = "8"'), undefined);
  });

  it('is never a failure, whatever the text', () => {
    fc.assert(fc.property(fc.string(), (text) => { versionIn(text); projectVersion(`[project]\n${text}`); readRoutePrefix(text); }));
  });
});
