import type { PageContract, PanelKey } from '../../protocol';
import type { EditorServices } from '../services';
import { createDeploymentModel } from './deployment/deploymentModel';
import { createMatrixModel } from './matrix/matrixModel';
import type { PageModel } from './panels';
import { createPlanModel } from './plan/planModel';
import { createReportModel } from './report/reportModel';
import { createSettingsModel } from './settings/settingsModel';
import { createSandboxModel } from './sandboxPage/sandboxModel';

/** What stands behind the page of `key`. Each model keeps to its own contract; the panels only need that there is one. */
export function createPageModel(services: EditorServices, key: PanelKey): PageModel<PageContract> {
  return modelOf(services, key) as unknown as PageModel<PageContract>;
}

function modelOf(services: EditorServices, key: PanelKey): object {
  switch (key.page) {
    case 'plan': return createPlanModel(services, key);
    case 'deployment': return createDeploymentModel(services, key);
    case 'matrix': return createMatrixModel(services);
    case 'settings': return createSettingsModel(services, key);
    case 'report': return createReportModel(services, key);
    case 'sandbox': return createSandboxModel(services);
  }
}
