export { loadCatalogue, makeCatalogue, type Catalogue } from './catalogue';
export type * from './catalogueItem';
