import { services, WxElement } from './element.js'

export class WxNavigator extends WxElement {
  constructor() {
    super({
      url: '',
      openType: 'navigate',
      delta: 1,
      target: 'self',
      appId: '',
      path: '',
      hoverClass: 'navigator-hover',
      hoverStopPropagation: false,
      hoverStartTime: 50,
      hoverStayTime: 600,
    })
  }
  protected override build(): void {
    if (!this.hasAttribute('role')) this.setAttribute('role', 'link')
    this.tabIndex = 0
  }
  activate(): void {
    const { url, openType, delta, target, appId, path } = this.p
    services().events.emit(this, '$navigate', { url, openType, delta, target, appId, path, extraData: this.$extra['extraData'] })
  }
}
