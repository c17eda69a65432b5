export { GitClient } from './gitClient';
export { WorkspaceFolder, writeWhole } from './workspaceFolder';
export { GitWorkTrees } from './gitWorkTrees';
