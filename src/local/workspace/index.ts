export { GitClient } from './gitClient';
export { findRepository } from './repository';
export { WorkspaceFolder, writeWhole } from './workspaceFolder';
export { GitWorkTrees } from './gitWorkTrees';
