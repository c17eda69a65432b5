import { EvidenceFolder } from '../../src/local/checklist/evidenceFile';
import { EvidenceRecordFiles } from '../../src/local/evidence/recordFiles';

/** A process of its own that writes evidence and records beside another one: `evidenceWriter.ts ROOT NAME COUNT`. Says `ready`, and begins when it hears something. */
async function main([root = '', name = '', count = '0']: readonly string[]): Promise<void> {
  const [store, records] = [new EvidenceFolder(root), new EvidenceRecordFiles(root)];
  process.stdout.write('ready\n');
  await new Promise((resolve) => { process.stdin.once('data', resolve); });
  for (let index = 0; index < Number(count); index++) {
    await store.append('dev', [{ kind: 'check', item: `${name}-${index}`, at: '2026-01-01T00:00:00.000Z', state: 'pass', reason: 'seen', bound: {}, rule: name }]);
    await records.add('dev', 'plan', { at: '2026-01-01T00:00:00.000Z', value: `${name}-${index}` });
    await records.add('dev', 'watch', { at: '2026-01-01T00:00:00.000Z', value: `${name}-${index}` });
  }
  process.stdin.destroy();
}

void main(process.argv.slice(2));
