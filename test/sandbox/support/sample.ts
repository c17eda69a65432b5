import path from 'node:path';
import type { JsonObject } from '../../../src/armTemplate';
import { BicepCli } from '../../unit/sample/bicepCli';
import { deployment } from './templates';

const folder = path.join(__dirname, '../../../samples/aos/deployment/parameters');

/** The body of a deployment of the sample, compiled by the real Bicep CLI. */
export async function compileSample(environment: 'dev' | 'staging' | 'prod' = 'dev'): Promise<ReturnType<typeof deployment>> {
  const bicep = BicepCli.start();
  try {
    const { parameters, template } = await bicep.compileParameters(path.join(folder, `${environment}.bicepparam`));
    if (parameters === undefined || template === undefined) throw new Error(`The sample does not compile for ${environment}.`);
    return deployment(JSON.parse(template) as JsonObject, (JSON.parse(parameters) as { parameters: Record<string, JsonObject> }).parameters);
  } finally { bicep.dispose(); }
}
