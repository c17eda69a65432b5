/** What `az cloud register` cannot find by itself; the slash at the end is one that some of its commands rely on. */
export const azureCliCloud = (resourceManager: string): string => {
  const { host, port } = new URL(resourceManager);
  return JSON.stringify({
    endpoints: { resourceManager: `https://${host}/`, microsoftGraphResourceId: `https://${host}/graph/` },
    suffixes: { keyvaultDns: `.vault.localhost:${port}`, storageEndpoint: `localhost:${port}`, acrLoginServerEndpoint: '.azurecr.io' },
  });
};
