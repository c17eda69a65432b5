export { baseName, relativePath } from '../../core/paths';
