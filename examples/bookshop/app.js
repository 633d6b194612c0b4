import bag from './utils/bag'
import { localeOf } from './utils/words'

App({
  globalData: { locale: 'zh' },

  onLaunch() {
    this.globalData.locale = localeOf(my.getSystemInfoSync().language)
    bag.load()
  },
})
