import { joinTaskList, loadCatalogue, parseTaskList } from '../src/core/checklist';
import { checklistNodes } from '../src/editor/views/checklist/checklistNodes';
import { childrenOf, type TreeNode } from '../src/editor/shared/treeNode';
import { putRight } from '../test/sandbox/evidence/putRight';
import type { EnvironmentName } from '../test/sandbox/evidence/rowCase';
import { World } from '../test/sandbox/evidence/world';
import { median, timed, type Bench, type Measure } from './measure';

const environments: readonly EnvironmentName[] = ['dev', 'staging', 'prod'];
const rounds = 5;

/** Three environments of the sample, deployed and put right, so that most rows have something to look at. */
const bench: Bench = {
  title: 'The checklist',
  async measure() {
    const world = await World.start();
    try {
      await world.deployAll();
      await putRight(world);
      return [...await measureRuns(world), ...await measureView(world), await measureLongList()];
    } finally {
      await world.close();
    }
  },
};

async function measureRuns({ engine, again }: World): Promise<readonly Measure[]> {
  const requests: number[] = [];
  const run = async (name: EnvironmentName): Promise<void> => { requests.push((await engine.checklist.run(name)).armRequests); };
  const first: number[] = [];
  for (const name of environments) first.push(await timed(() => run(name)));
  const asked = Math.max(...requests);
  const second: number[] = [];
  for (const name of environments) second.push(await timed(() => run(name)));
  const fresh = again();
  let askedAgain = 0;
  const other = await timed(async () => { askedAgain = (await fresh.checklist.run('dev')).armRequests; }).finally(() => fresh.dispose());
  const how = 'all 418 items of an environment, measured and kept; the sandbox runs in the same process';
  return [
    { what: 'requests to ARM of a first run', value: asked, unit: 'requests', bar: 40, how: `the most of ${environments.join(', ')}; ${how}` },
    { what: 'the first run', value: Math.max(...first) / 1000, unit: 's', bar: 3, how: `the slowest of the three; the first of them starts the compiler; ${how}` },
    { what: 'the second run', value: Math.max(...second) / 1000, unit: 's', bar: 0.5, how: 'the slowest of the three; answers are taken from memory where nothing moved' },
    { what: 'the second run, of another process', value: other / 1000, unit: 's', how: `an engine of its own, as another process has; it asks ${askedAgain} times, the rest was kept; the start of Node and the Bicep CLI comes on top` },
  ];
}

async function measureView({ engine }: World): Promise<readonly Measure[]> {
  const open = async (): Promise<void> => {
    const entries = await Promise.all(environments.map(async (environment) => ({ environment, view: await engine.checklist.view(environment) })));
    const items = leaves(checklistNodes(entries, { filter: 'all', search: '', now: new Date(), selected: 'dev' }));
    if (items < 418 * environments.length) throw new Error(`The tree holds ${items} items.`);
  };
  await open();
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) times.push(await timed(open));
  return [{ what: 'opening the view of three environments', value: median(times), unit: 'ms', bar: 100, how: `median of ${rounds}: reads what is kept and what it belongs to, assesses 3 x 418 items and makes every one of their tree nodes` }];
}

/** A list of strange boxes, twenty times as long as the sample's. */
async function measureLongList(): Promise<Measure> {
  const text = Array.from({ length: 10_000 }, (_, index) => `${index % 50 === 0 ? `## Part ${index / 50}\n` : ''}- [ ] Item ${index} of the deployment in the region with alerts`).join('\n');
  const catalogue = await loadCatalogue();
  const read = (): void => { if (joinTaskList(parseTaskList(text), catalogue).items.length !== 10_000) throw new Error('Boxes were lost.'); };
  read();
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) times.push(await timed(async () => read()));
  return { what: 'reading a task list of 10,000 boxes', value: median(times), unit: 'ms', bar: 1000, how: `median of ${rounds}: parsed and joined with the catalogue, where no box is as the catalogue words it` };
}

const leaves = (nodes: readonly TreeNode[]): number => nodes.reduce((count, node) => count + (node.subject?.kind === 'item' ? 1 : 0) + leaves(childrenOf(node)), 0);

export default bench;
