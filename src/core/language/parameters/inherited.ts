import { findMisfits, type Misfit } from '../types/fit';
import type { TemplateFacts } from '../template';
import type { ParametersContext } from './context';

/** Parameters that come from an extended file, are not set again, and do not fit the template. */
export function* constantFits({ document, bases }: ParametersContext, facts: TemplateFacts): Generator<{ readonly name: string; readonly misfit: Misfit }> {
  const seen = new Set(document.assignments.keys());
  for (const base of bases) {
    for (const name of base.assignments.keys()) {
      if (seen.has(name)) continue;
      seen.add(name);
      const [parameter, type] = [facts.parameters.get(name), base.scope.typeOfValue(name)];
      const [misfit] = parameter && type && type.kind !== 'null' ? findMisfits(type, parameter.type).filter(({ isWarning }) => !isWarning) : [];
      if (misfit) yield { name, misfit };
    }
  }
}
