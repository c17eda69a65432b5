import type { RowCase } from '../rowCase';

export const emergencyCases: readonly RowCase[] = [
  {
    row: 'emergency.close.timeline',
    prepare: async ({ engine }) => {
      const { id } = await engine.incidents.declare('dev', 'P1', 'Requests fail');
      await engine.incidents.exportReport(id, 'docs/incidents/one.md');
      return () => undefined;
    },
    change: (world) => world.file('docs/incidents/one.md', undefined),
  },
];
