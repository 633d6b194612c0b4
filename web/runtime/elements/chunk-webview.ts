/** web-view: the host shows the page over this frame's place; here is only what the program says of it. */
import { define, type Kit } from './extend.js'

function webViewElement({ services, WxElement }: Kit): CustomElementConstructor {
  return class WxWebView extends WxElement<{ src: string }> {
    constructor() {
      super({ src: '' })
    }
    protected override attached(): void {
      this.show()
    }
    protected override changed(_name: string): void {
      this.show()
    }
    private show(): void {
      const node = (this as { readonly $id?: number }).$id
      if (this.isConnected && node !== undefined)
        services()
          .ask('webView', { src: this.p.src, node })
          .catch(() => undefined)
    }
    protected override detached(): void {
      services()
        .ask('webView', { src: '', node: 0 })
        .catch(() => undefined)
    }
  }
}

define((kit) => ({ 'web-view': webViewElement(kit) }))
