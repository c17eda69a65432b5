import assert from 'node:assert/strict';
import { publishPackage, type PublishProgress, type Site } from '../../../../src/core/applications';
import { CancelledError, DeployError, EnvironmentError } from '../../../../src/core/errors';
import type { DataPlanes, SiteAnswer, SiteRequest } from '../../../../src/core/ports';
import { FakeClock } from '../../../support/fakeClock';

const site: Site = { id: '/s', name: 'app', state: 'Running', deploymentUrl: 'https://app.scm.test', publishing: { user: '$app', password: 'p' } };
const json = (status: number, body: unknown = ''): SiteAnswer => ({ status, headers: {}, body: typeof body === 'string' ? body : JSON.stringify(body) });

/** A deployment site that gives its answers one after the other; the last one stays. */
function kudu(...answers: readonly (SiteAnswer | Error)[]): { planes: DataPlanes; asked: SiteRequest[] } {
  const asked: SiteRequest[] = [];
  const send = async (request: SiteRequest): Promise<SiteAnswer> => {
    const answer = answers[Math.min(asked.length, answers.length - 1)]!;
    asked.push(request);
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { asked, planes: { send, openContainer: () => { throw new Error('not here'); }, openRecoverable: () => { throw new Error('No test opens blobs to restore here.'); }, openVault: () => { throw new Error('not here'); }, openBus: () => { throw new Error('not here'); } } };
}
const publish = (planes: DataPlanes, more: Partial<Site> = {}, signal?: AbortSignal, told: PublishProgress[] = []) =>
  publishPackage({ dataPlanes: planes, clock: new FakeClock() }, { site: { ...site, ...more }, hash: 'a'.repeat(64), bytes: new Uint8Array(3), remoteBuild: true, onProgress: (one) => told.push(one) }, signal);
const codeOf = (act: Promise<unknown>) => act.then(() => 'accepted', (error: unknown) => { assert.ok(error instanceof DeployError, String(error)); return error.code; });

describe('Publishing a package', () => {
  it('follows this very deployment to its end, through a restart of the site', async () => {
    const { planes, asked } = kudu(json(202), json(200, { id: 'latest', status: 0 }), json(200, { id: 'd1', status: 1, status_text: 'Building' }), json(503), json(200, { id: 'd1', status: 4, complete: true }));
    const told: PublishProgress[] = [];
    assert.deepEqual(await publish(planes, {}, undefined, told), { state: 'published', deploymentId: 'd1' });
    assert.deepEqual(asked.map(({ url }) => new URL(url).pathname), ['/api/zipdeploy', '/api/deployments/latest', '/api/deployments/latest', '/api/deployments/d1', '/api/deployments/d1']);
    assert.match(asked[0]!.url, /message=package%20a{64}/);
    assert.ok(told.some(({ text }) => text === 'Building'));
  });

  it('takes user and password where a token is not taken', async () => {
    const { planes, asked } = kudu(json(401), json(200, { id: 'd' }));
    assert.equal((await publish(planes)).state, 'published');
    assert.deepEqual(asked.map(({ credential }) => credential), ['sign-in', site.publishing]);
  });

  it('tells what failed, with the log', async () => {
    const { planes } = kudu(json(202), json(200, { id: 'd1', status: 3, complete: true, status_text: '' }), json(200, [{ message: 'pip: could not resolve requirement nosuch' }]));
    await assert.rejects(publish(planes), (error) => error instanceof DeployError && error.code === 'Publish.Failed' && /could not resolve/.test(error.message) && /requirements\.txt/.test(error.nextStep ?? ''));
  });

  it('tells apart what is refused, busy, away and not reachable', async () => {
    for (const [answer, code] of [[json(401), 'Publish.NotSignedIn'], [json(403), 'Publish.NotSignedIn'], [json(409), 'Publish.Busy'], [json(423, 'locked'), 'Publish.Locked'], [json(409, 'ScopeLocked: it is locked by x'), 'Publish.Locked'], [json(413), 'Publish.Refused'], [json(502, '<html>bad</html>'), 'Publish.Unavailable']] as const) {
      assert.equal(await codeOf(publish(kudu(answer).planes)), code);
    }
    for (const answer of [json(403, '403 - Ip Forbidden'), { ...json(403), headers: { 'x-ms-forbidden-ip': '192.0.2.1' } }, new EnvironmentError('Network.HostNotFound', 'no such host')]) assert.equal((await publish(kudu(answer).planes)).state, 'not-reachable');
    assert.equal((await publish(kudu(json(200)).planes, { deploymentUrl: undefined })).state, 'not-reachable');
    assert.equal(await codeOf(publish(kudu(new EnvironmentError('Network.Reset', 'broken off')).planes)), 'Network.Reset');
  });

  it('ends in time when the service never does', async () => {
    const failure = await publish(kudu(json(202), json(200, { id: 'd', status: 1 })).planes).catch((error: unknown) => error);
    assert.ok(failure instanceof EnvironmentError && failure.code === 'Publish.TimedOut' && !failure.isRetryable);
  });

  it('stops when it is cancelled', async () => {
    const stop = new AbortController();
    const { planes } = kudu(json(202), json(200, { id: 'd', status: 1 }));
    const send = planes.send.bind(planes);
    let calls = 0;
    await assert.rejects(publish({ ...planes, send: (...args) => { if (++calls === 3) stop.abort(); return send(...args); } }, {}, stop.signal), CancelledError);
  });

  it('asks Flex Consumption in its own way', async () => {
    const { planes, asked } = kudu(json(200, { id: 'd' }));
    await publish(planes, { sku: 'FlexConsumption' });
    assert.match(asked[0]!.url, /\/api\/publish\?type=zip&RemoteBuild=true$/);
  });
});
