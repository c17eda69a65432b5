import { findApplications, findSources, importsOf, ownModulesOf, readFacts } from '../../../applications';
import { relativePath, resolvePath } from '../../../paths';
import type { ApplicationSources } from '../../queries';
import type { Collectors } from '../collector';

/** What the function apps of the workspace are made of. */
export const sourceCollectors: Collectors = {
  applications: async (_, { ports }) => {
    const { files } = ports;
    const apps = await findApplications(files);
    return Promise.all(apps.map(async (app): Promise<ApplicationSources> => {
      const paths = await findSources(files, app, apps);
      const python = paths.filter((path) => path.endsWith('.py'));
      const imports = new Set<string>();
      for (const path of python) for (const name of importsOf(await files.readText(resolvePath(app.root, path)))) imports.add(name);
      const requirementsText = paths.includes('requirements.txt') ? await files.readText(resolvePath(app.root, 'requirements.txt')) : undefined;
      return {
        ...await readFacts(files, app, paths), name: app.name, root: app.root === files.root ? '.' : relativePath(files.root, app.root), imports: [...imports].sort(),
        ownModules: ownModulesOf(python), ...(requirementsText !== undefined && { requirementsText }),
      };
    }));
  },
};
