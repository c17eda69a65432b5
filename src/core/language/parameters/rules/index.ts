import type { ParametersRule } from '../context';
import { placeholders, plainSecrets } from './secrets';
import { drift, environmentFileName, expectations } from './environments';
import { syntax, templateState, unresolvedUsing } from './files';
import { duplicateParameter, missingParameter, unknownImport, unknownParameter } from './names';
import { machineLearningRegion, regionCapability, regionTier } from './regions';
import { requiredTags } from './tags';
import { expressions, values } from './types';

/** Every rule that looks at one parameters file, in the order of their findings at one place. */
export const parametersRules: readonly ParametersRule[] = [
  syntax, unresolvedUsing, templateState, unknownParameter, missingParameter, duplicateParameter, unknownImport, expressions, values,
  plainSecrets, placeholders, expectations, regionTier, regionCapability, machineLearningRegion, requiredTags, drift, environmentFileName,
];
