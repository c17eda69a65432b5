export { BicepCli, type BicepCliOptions } from './bicepCli';
export { compareVersions, findBicep, minimumBicepVersion, type BicepLocation, type FindBicepOptions } from './findBicep';
export { BicepTemplateCompiler } from './templateCompiler';
