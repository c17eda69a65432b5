import assert from 'node:assert/strict';
import { appendFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { IncidentFiles } from '../../../../src/local/incidents/incidentFiles';
import { useTemporaryFolder } from '../../../support/temporaryFolder';

describe('the files of incidents', () => {
  const folder = useTemporaryFolder();
  const event = { type: 'noted', at: '2026-03-04T05:00:00.000Z', text: 'a' } as const;

  it('give back what was appended, without a torn last line, newest incident first', async () => {
    const store = new IncidentFiles(folder());
    assert.deepEqual([await store.list(), await store.read('none')], [[], []]);
    await store.append('incident-1', event);
    await store.append('incident-1', event);
    await store.append('incident-2', event);
    appendFileSync(path.join(folder(), '.aos', 'incidents', 'incident-1.jsonl'), '{"type":"no');
    assert.deepEqual([await store.list(), await store.read('incident-1')], [['incident-2', 'incident-1'], [event, event]]);
  });

  it('name a damaged line, and lead nowhere else', async () => {
    const store = new IncidentFiles(folder());
    await store.append('incident-1', event);
    writeFileSync(path.join(folder(), '.aos', 'incidents', 'incident-1.jsonl'), '[]\n');
    await assert.rejects(store.read('incident-1'), { code: 'Incident.Damaged' });
    assert.deepEqual(await store.read('../runs/x'), []);
  });
});
