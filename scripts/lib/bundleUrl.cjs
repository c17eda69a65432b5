// Compiled into the bundles: where the bundle is when it runs.
exports.bundleUrl = require('node:url').pathToFileURL(__filename).href;
