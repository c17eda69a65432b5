// webpack loader: lets a module ask at run time where its bundle is. webpack itself would write the path of the building computer into the bundle.
const path = require('node:path');

const bundleUrl = JSON.stringify(path.join(__dirname, 'bundleUrl.cjs'));

module.exports = (source) => `import { bundleUrl as ownBundleUrl } from ${bundleUrl};\n${source.replaceAll('import.meta.url', 'ownBundleUrl')}`;
