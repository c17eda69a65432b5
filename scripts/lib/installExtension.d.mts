/** Puts the .vsix into the profile's extensions, unless this very package is there already. */
export function installExtension(options: { server: string; node: string; profile: string; vsix: string }): Promise<void>;
