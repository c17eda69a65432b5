export * from './api';
export { parseTemplate, type Template, type ParseOptions } from './template/template';
export { resolveParameters, type ResolvedParameters, type ResolveOptions } from './parameters/resolveParameters';
export { expandDeployment, type ExpandRequest } from './expansion/expandDeployment';
export { evaluatePartially, type PartialRequest } from './expansion/evaluatePartially';
export { orderByDependency, type DependencyNode } from './expansion/order';
export { evaluateExpression, reduceExpression, type ExpressionScope } from './evaluateExpression';
export { functionNames } from './functions/registry';
