export { BicepCli, type BicepCliOptions } from './bicepCli';
export { compareVersions, findBicep, minimumBicepVersion, type BicepLocation, type FindBicepOptions } from './findBicep';
export { RememberingCompiler } from './rememberingCompiler';
export { BicepTemplateCompiler } from './templateCompiler';
