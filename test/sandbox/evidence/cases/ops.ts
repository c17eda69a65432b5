import type { RowCase } from '../rowCase';

export const opsCases: readonly RowCase[] = [
  {
    row: 'ops.monthly.backup-complete',
    prepare: async ({ engine }) => { await engine.restore.backup('dev'); return () => undefined; },
    change: async (world) => {
      const [newest] = await world.engine.restore.listBackups('dev');
      return world.file(`.aos/backups/${newest!.set}/${newest!.manifest.files.find(({ name }) => name.endsWith('.blob'))!.name}`, 'no longer sealed');
    },
  },
];
