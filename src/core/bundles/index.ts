export { bundleContainer, fetchFromContainer, keepInContainer, pruneContainer } from './containerBundles';
export { bundleIdOf, compareBundles, makeBundle, parametersOf, parseBundle, type Bundle, type BundleContent, type BundleSource } from './bundle';
export { redactTemplate, type RedactedTemplate } from './redactTemplate';
