/** The parts of Less that web/sheets uses; the package has no types of its own. */
declare module 'less/lib/less/index.js' {
  interface Less {
    PluginLoader: unknown
    render(text: string, options: object, done: (failure: never, output?: { readonly css: string }) => void): void
  }
  function createLess(environment: object, fileManagers: readonly object[]): Less
  // biome-ignore lint/style/noDefaultExport: the package's own form
  export { createLess as default }
}
declare module 'less/lib/less/environment/abstract-file-manager.js' {
  class AbstractFileManager {
    supports(): boolean
    supportsSync(): boolean
    loadFileSync(name: string, folder: string, ...rest: unknown[]): object
    loadFile(name: string, folder: string, ...rest: unknown[]): Promise<object>
  }
  // biome-ignore lint/style/noDefaultExport: the package's own form
  export { AbstractFileManager as default }
}
