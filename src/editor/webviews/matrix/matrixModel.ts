import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { toErrorDocument } from '../../../core/deployment/errorDocument';
import { InputError } from '../../../core/errors';
import { matrixGuards, type CellId, type MatrixContract, type MatrixSnapshot } from '../../../protocol';
import { openFile } from '../../openFile';
import type { EditorServices } from '../../services';
import type { PageModel } from '../panels';
import { errorView } from '../shared/errorView';
import type { CellDetail } from './parameterRows';
import type { MatrixReader } from './matrixReader';

/** Typing changes much at once; the page is drawn when it rests. */
const quietMs = 300;

/** The environments side by side: read again when a file changes, live values when somebody asks. */
export function createMatrixModel(services: EditorServices): PageModel<MatrixContract> {
  let reader: Promise<MatrixReader> | undefined;
  let last: MatrixSnapshot = { state: 'asking' };
  let details: ReadonlyMap<string, readonly CellDetail[]> = new Map();
  let push: ((snapshot: MatrixSnapshot) => void) | undefined;
  let timer: NodeJS.Timeout | undefined;
  const show = (snapshot: MatrixSnapshot): void => { last = snapshot; push?.(snapshot); };
  const changed = (): void => { clearTimeout(timer); timer = setTimeout(() => void read(false), quietMs); };
  const open = async (): Promise<MatrixReader> => (await import('./matrixReader')).openMatrixReader(services, changed);
  const read = async (live: boolean): Promise<undefined> => {
    if (live) show({ ...last, state: 'asking', error: undefined });
    try {
      reader ??= open();
      const found = await (await reader).read(live);
      details = found.details;
      show({ state: 'ready', matrix: found.matrix });
    } catch (error) {
      services.boundary.report('The environments could not be compared.', error);
      show({ state: 'failed', matrix: last.matrix, error: errorView(toErrorDocument(error), services.root() ?? '') });
    }
    return undefined;
  };
  const detail = ({ row, environment }: CellId): CellDetail => details.get(row)?.[last.matrix?.environments.findIndex(({ name }) => name === environment) ?? -1] ?? {};
  return {
    title: l10n.t('Environments side by side'), guards: matrixGuards,
    handlers: {
      'matrix/load': () => last,
      'matrix/refresh': () => read(true),
      'matrix/open': async (id) => {
        const { place } = detail(id);
        const file = place ?? { file: services.environments.get(id.environment).environment.parametersFile };
        await openFile(file);
        return undefined;
      },
      'matrix/fix': async (id) => {
        const { fix } = detail(id);
        if (!fix) throw new InputError('Matrix.NoFix', l10n.t('No rule offers a fix for this value.'));
        await (await reader)?.apply(fix);
        return undefined;
      },
      'matrix/openLog': () => { services.log.show(); return undefined; },
    },
    connect: (send) => {
      push = (snapshot) => send('matrix/changed', snapshot);
      void read(true);
      return new vscode.Disposable(() => { push = undefined; clearTimeout(timer); void reader?.then((opened) => opened.dispose(), () => undefined); });
    },
  };
}
